/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the training program share; errors end it. */
#ifndef NB_PAGE_TRAIN_H
#define NB_PAGE_TRAIN_H

#include <nbarc/buf.h>

#include <stdint.h>

void die(const char *what);
struct nb_buf slurp(const char *path);
/* Write a model with its SHA-256. */
void save(const char *path, uint8_t *model);

/* `train pairs`: count the pairs of texts into a model without weights. */
int count_pairs(const char *model, char **texts, int count);

#endif
