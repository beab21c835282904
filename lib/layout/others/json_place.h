/* SPDX-License-Identifier: Apache-2.0 */
/* Places on an image as OCR services write them in JSON. */
#ifndef NB_LAYOUT_OTHERS_JSON_PLACE_H
#define NB_LAYOUT_OTHERS_JSON_PLACE_H

#include <nbarc/layout.h>

#include <jansson.h>
#include <stdbool.h>

/*
 * Read a place: an object with left, top, width and height, or x, y, width and
 * height, or with vertices; a list of points, each an object with x and y or a
 * list of two numbers; a list of the coordinates of points; or a text of left,
 * top, width and height. Of a polygon, the box around it is taken. Edges left
 * of or above the image become 0. False if it is none of these, or exceeds
 * NB_COORDINATE_MAX. NULL is no place.
 */
bool nb_json_place(const json_t *value, struct nb_box *box);

/* Find the value of the first of these keys that the object has, in capitals or
 * not; the list ends with NULL. NULL if there is none. */
json_t *nb_json_find(const json_t *object, const char *const *keys);

/* Multiply the edges of a box. False if it becomes too large. */
bool nb_json_scale(struct nb_box *box, double x, double y);

#endif
