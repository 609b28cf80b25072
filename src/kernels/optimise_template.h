/* The steps in one precision: Number is float or double, NAME(x) appends its name. Coefficients are rounded to it once,
   so that each loop is a few vector instructions an element. */

static void NAME(sgd)(const Step *step) {
  const Number *w = step->w, *g = step->g;
  Number *out = step->out;
  const Number rate = (Number)step->settings.rate, keep = (Number)(1 - step->settings.rate * step->settings.decay);
  _Pragma("GCC ivdep") for (int64_t i = 0; i < step->count; i++) out[i] = keep * w[i] - rate * g[i];
}

/* Δw(k) = γ Δw(k-1) - (1 - γ) α g */
static void NAME(momentum)(const Step *step) {
  const Number *w = step->w, *g = step->g;
  Number *out = step->out, *change = step->moment[0];
  const Number gamma = (Number)step->settings.gamma, rate = (Number)((1 - step->settings.gamma) * step->settings.rate);
  const Number keep = (Number)(1 - step->settings.rate * step->settings.decay);
  _Pragma("GCC ivdep") for (int64_t i = 0; i < step->count; i++) {
    change[i] = gamma * change[i] - rate * g[i];
    out[i] = keep * w[i] + change[i];
  }
}

/* Both running means begin at 0: dividing by 1 - β^k corrects for that. */
static void NAME(adam)(const Step *step) {
  const StepSettings *s = &step->settings;
  const Number *w = step->w, *g = step->g;
  Number *out = step->out, *mean = step->moment[0], *square = step->moment[1];
  const Number beta1 = (Number)s->beta1, beta2 = (Number)s->beta2, rest1 = (Number)(1 - s->beta1), rest2 = (Number)(1 - s->beta2);
  const Number keep = (Number)(1 - s->rate * s->decay), epsilon = (Number)s->epsilon;
  const Number rate = (Number)(s->rate / (1 - pow(s->beta1, (double)step->k)));
  const Number scale = (Number)(1 / (1 - pow(s->beta2, (double)step->k)));
  _Pragma("GCC ivdep") for (int64_t i = 0; i < step->count; i++) {
    mean[i] = beta1 * mean[i] + rest1 * g[i];
    square[i] = beta2 * square[i] + rest2 * g[i] * g[i];
    out[i] = keep * w[i] - rate * mean[i] / (SQRT(square[i] * scale) + epsilon);
  }
}
