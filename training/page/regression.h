/* SPDX-License-Identifier: Apache-2.0 */
/* Logistic regression over hashed features, by Adagrad. */
#ifndef NB_TRAINING_REGRESSION_H
#define NB_TRAINING_REGRESSION_H

#include <stddef.h>
#include <stdint.h>

/* The mean of the weights after each of so many last epochs is kept: it moves
 * less with the order of the examples than any of them. */
#define AVERAGED 4

struct regression {
	float *w, *g2, *mean;
	size_t size;
	double rate, decay;
};

/* 2^log weights of 0. */
struct regression regression(unsigned log, double rate, double decay);

/* ln of the odds that the features give. */
double odds_of(const struct regression *r, const uint32_t *hashes, size_t n);

/* A step against the gradient of one example. */
void move(struct regression *r, const uint32_t *hashes, size_t n, double grad);

/* After each of the last epochs, and after the last one. */
void add_to_mean(struct regression *r);
void keep_mean(struct regression *r);

/*
 * Write the weights as those of a model, one byte each. A few at the ends are
 * cut, so that the others are exact; the unit is that of the model's head.
 */
#define LARGEST 2.54
void quantise(uint8_t *table, const struct regression *r);

/* A break of the training pages. */
struct example {
	uint32_t page, block;
};

/* The state is that of draw(). */
void shuffle(struct example *list, size_t n, uint32_t *state);

#endif
