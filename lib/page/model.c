/* SPDX-License-Identifier: Apache-2.0 */
#include <nbarc/page.h>

const char *nb_model_id(void)
{
	return "nbnorm rules 1";
}
