/* What is offered before the cursor (| in the texts), and that whatever is offered can be read. */
#include "api/cnn.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a host whose files are made up ---- */

typedef struct File {
  const char *path, *text;
} File;

static const File files[] = {
    {"lib/layers.cnn",
     "# Layers.\n\n# The mean over each window\navepool(V, r, c) = 1/(r c) ⊞ave_{r,c} V\n\n"
     "# he(S, R) for a matrix\n# and more\nfunction he(r, c, H_in=0, H_out=1)\n  return ones(r, c)\nend\n"},
    {"lib/rules/sums.cnn", "rule F = sum(X)\n  dX = dF + 0 X\nend\n"},
    {"more/net.cnn", "x = 1\n"},
    {"lib/help/topics.md", "## derive\nPrints equations.\n\nSee also: backprop\n"},
    {"lib/help/equations.md", "## 8.40\nOne.\n\n## 8.45\nTwo.\n\n## P8.1 | first problem\nThree.\n"},
};

typedef struct Folder {
  const char *path, *names;
} Folder;

static const Folder folders[] = {
    {"lib", "layers.cnn\nrules/\n"}, {"lib/help", "equations.md\ntopics.md\n"},          {"lib/rules", "sums.cnn\n"},
    {"more", "net.cnn\nnotes.txt\n"},         {".", "back\\slash\ndata/\ndigits.npy\nquo\"te\nscript.cnn\nß.npy\n"},
    {"data/", "train.npz\ntest.npz\nold/\n"},
};

static int load(void *user, const char *path, char **bytes, size_t *length) {
  (void)user;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (strcmp(files[i].path, path) == 0) return *bytes = strdup(files[i].text), *length = strlen(files[i].text), 0;
  return 2;
}

static int list(void *user, const char *folder, char **names, size_t *length) {
  (void)user;
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
    if (strcmp(folders[i].path, folder) == 0)
      return *names = strdup(folders[i].names), *length = strlen(folders[i].names), 0;
  return 2;
}

static const char program[] =
    "W1 = [1 2; 3 4]\nW2 = randn(3, 3, 2)\nW10 = single(1)\nnet = {W = W1, bias = 3, deep = {x = 1, y = 2}}\n"
    "αlpha = 0.1\nweigh(x, α=0.1, β=[1 2]) = α x\ntwice = x ↦ 2 x\nword = \"a\"\nparam V = W1\nF = sum(V)\nbackprop "
    "F";

static const cnn_Config host = {.load = load, .list = list, .library = "lib", .search_path = "more"};

static cnn_State *open_state(void) {
  cnn_State *state = cnn_open(&host);
  cr_assert(state);
  cr_assert_eq(cnn_run(state, "test", program, strlen(program), CNN_INTERACTIVE), CNN_OK, "%s", cnn_error(state));
  return state;
}

/* ---- what is offered, as one text: " name name " or " name=meaning; …" ---- */

enum { ROOM = 1 << 16 };

typedef struct Offers {
  char names[ROOM], meanings[ROOM];
  size_t start;
  int n;
} Offers;

static void collect(void *user, const char *name, const char *meaning) {
  Offers *offers = user;
  strcat(strcat(offers->names, offers->n ? " " : ""), name);
  sprintf(offers->meanings + strlen(offers->meanings), "%s: %s\n", name, meaning);
  offers->n++;
}

static Offers *offers_of(cnn_State *state, const char *text) {
  static Offers offers;
  char plain[1024];
  size_t cursor = strcspn(text, "|");
  snprintf(plain, sizeof plain, "%.*s%s", (int)cursor, text, text[cursor] ? text + cursor + 1 : "");
  offers = (Offers){.n = 0};
  offers.start = cnn_complete(state, plain, strlen(plain), cursor, collect, &offers);
  cr_expect_leq(offers.start, cursor, "%s", text);
  return &offers;
}

typedef struct Case {
  const char *text, *names;
  size_t start;
} Case;

static void expect_cases(const Case *cases, size_t n) {
  cnn_State *state = open_state();
  for (size_t i = 0; i < n; i++) {
    const Offers *offers = offers_of(state, cases[i].text);
    cr_expect_str_eq(offers->names, cases[i].names, "%s offers: %s\ninstead of: %s", cases[i].text, offers->names,
                     cases[i].names);
    cr_expect(offers->n == 0 || offers->start == cases[i].start, "%s begins at %zu", cases[i].text, offers->start);
  }
  cnn_close(state);
}

#define CASES(...) expect_cases((const Case[]){__VA_ARGS__}, sizeof((const Case[]){__VA_ARGS__}) / sizeof(Case))

Test(complete, latex_becomes_its_glyph) {
  CASES({"\\oti|", "⊗", 0}, {"\\otimes|", "⊗", 0}, {"W \\alpha|", "α", 2}, {"\\le|", "≤", 0}, {"\\leq|", "≤", 0},
        {"\\eta|", "η", 0}, {"\\in|", "∈", 0}, {"\\Sig|", "Σ", 0}, {"d\\alp|", "α", 1}, {"(\\boxplus^{a|", "⊞ave", 1},
        {"\\boxplus^{max}|", "⊞max", 0}, {"# an \\alp|", "α", 5}, {"W \\otim| P", "⊗", 2}, {"\\nothing|", "", 0},
        {"\\tri|", "=", 0});
}

Test(complete, latex_with_several_meanings_is_a_list) {
  CASES({"\\e|", "\\ell \\epsilon \\eta \\equiv \\exp", 0}, {"\\th|", "θ", 0}, {"\\ps|", "ψ", 0},
        {"\\boxtimes|", "\\boxtimes^{ave} \\boxtimes^{max}", 0}, {"\\fr|", "\\frac{", 0},
        {"\\P|", "\\Phi \\Pi \\Psi", 0}, {"⊞|", "⊞ave ⊞max", 0}, {"V ⊠m|", "⊠max", 2});
}

Test(complete, superscripts_and_subscripts) {
  CASES({"\\^1|", "¹", 0}, {"W\\^12|", "¹²", 1}, {"\\^{12}|", "¹²", 0}, {"\\^{12|", "¹²", 0}, {"\\_r|", "ᵣ", 0},
        {"x\\_{12}|", "₁₂", 1}, {"W\\^T|", "ᵀ", 1}, {"x\\^-1|", "⁻¹", 1}, {"x\\^-|", "", 0}, {"x\\^-n|", "", 0},
        {"x\\^+|", "", 0}, {"x\\_q|", "", 0}, {"x\\^β|", "ᵝ", 1});
}

Test(complete, names_begin_as_typed) {
  CASES({"W|", "W1 W2 W10", 0}, {"x = W1|", "W1 W10", 4}, {"\nW|2", "W1 W2 W10", 1}, {"twi|", "twice", 0},
        {"2twi|", "twice", 1}, {"α|", "αlpha", 0}, {"\\alpha_|", "", 0}, {"logs|", "logsig logsoftmax", 0},
        {"sigm|", "sigmoid", 0}, {"avep|", "avepool", 0}, {"linsp|", "linspace", 0}, {"no_such_name|", "", 0},
        {"dV|", "dV", 0}, {"12|", "", 0}, {"W1'|", "", 0}, {"f = x ↦ twi|", "twice", 10},
        {"zebra = 1\nzeb|", "zebra", 10}, {"(a) = 1; zeb|", "", 0}, {"swan(bird) = bir|", "bird", 13},
        {"bird = 1 % swan\nswa|", "", 0}, {"swan(bird) = bird\nbir|", "", 0},
        {"function swan(bird)\n  bir|", "bird", 22}, {"bird ↦ bir|", "bird", 9}, {"for bird = 1:3\n bir|", "bird", 16},
        {"x = [1 twic|", "twice", 7}, {"print(\"a\", twic|", "twice", 11},
        {"zebra = 1\nbackprop F\ndzeb|", "dzebra", 21}, {"x = twice(...\n twi|", "twice", 15});
}

Test(complete, keywords_stand_where_they_mean_something) {
  CASES({"whi|", "while", 0}, {"x = whi|", "", 0}, {"els|", "", 0}, {"if x\n  els|", "else elseif", 7}, {"en|", "", 0},
        {"while 1\n  en|", "end", 10}, {"for i = 1:3\nend\nen|", "", 0}, {"bre|", "", 0},
        {"for i = 1:3\nbre|", "break", 12}, {"retu|", "", 0}, {"function f()\n retu|", "return", 14},
        {"W1[1, en|", "end", 6}, {"W1_{en|", "end", 4}, {"if x an|", "any and", 5}, {"x = an|", "any", 4},
        {"for i |", "in", 6}, {"for |", "", 0}, {"function |", "", 0}, {"backprop F f|", "find floor format for", 11},
        {"backprop F for V w|", "with", 17}, {"chec|", "check", 0}, {"x = chec|", "", 0}, {"backp|", "backprop", 0},
        {"end |", "", 0}, {"help = 1\nhel|", "help", 9});
}

Test(complete, places_that_know_their_own) {
  CASES({"net.|", "bias deep W", 4}, {"x = net.deep.|", "x y", 13}, {"net.b|", "bias", 4}, {"net.for|", "", 0},
        {"W1.|", "", 0}, {"unknown.|", "", 0}, {"f(x).|", "", 0}, {"W1 ⊗_{|", "dilate= pad= stride= up=", 8},
        {"W1 ⊗_{s|", "stride=", 8}, {"W1 * _{or|", "origin=", 7}, {"W1 \\otimes_{stride=2, |", "dilate= pad= up=", 22},
        {"⊞max_{2,2, stri|", "stride=", 13}, {"\\boxplus^{ave}_{2,2, stri|", "stride=", 21},
        {"⊞_{2,2, stri|", "stride=", 10}, {"W1 ⊗_{pad=sa|", "same satlin satlins save saveparams", 12},
        {"W1 ⊗_{pad=ful|", "full", 12}, {"W1 ⊗_{up=ful|", "", 0}, {"derive_{|", "latex raw steps", 8},
        {"check_{|", "tol=", 7}, {"explain_{f|", "full", 9},
        {"weigh(1, |", "α= β= dV F net V W1 W2 W10 word αlpha twice weigh", 9}, {"weigh(1, β=2, α|", "α= αlpha", 15},
        {"weigh(α=1, b|", "bank", 12}, {"he(3, 4, H_|", "H_in= H_out=", 9}, {"he(3, 4, 1, H_|", "H_out=", 12},
        {"adam(1, de|", "decay=", 8}, {"load(\"x\", pre|", "precision=", 10}, {"weigh (1, α|", "αlpha", 10},
        {"backprop F for |", "F net V W1 W2 W10 αlpha", 15}, {"check F for W1, W|", "W1 W2 W10", 16},
        {"∂F/∂|", "F net V W1 W2 W10 αlpha", 8}, {"param V, W|", "W1 W2 W10", 9}, {"Σ_{|", "", 0}, {"sym |", "", 0});
}

Test(complete, files) {
  CASES({"load(\"d|", "digits.npy data/", 6}, {"load(\"data/t|", "data/test.npz data/train.npz", 6},
        {"load(\"|", "digits.npy script.cnn ß.npy data/", 6}, {"load(\"no/|", "", 0},
        {"import \"|", "layers.cnn net.cnn script.cnn data/ rules/", 8}, {"import |", "layers net script", 7},
        {"import ne|", "net", 7}, {"load(\"ß|", "ß.npy", 6}, {"\"data\" + twi|", "twice", 9},
        {"load(\"digits.npy\")|", "", 0});
}

Test(complete, topics_of_help) {
  CASES({"help 8.4|", "8.40 8.45", 5}, {"help P8.|", "P8.1", 5}, {"help first|", "first problem", 5}, {"help logs|", "logsig logsoftmax", 5}, {"help \\oti|", "⊗", 5},
        {"help ⊞|", "⊞ave ⊞max", 5}, {"help deri|", "derive", 5}, {"x = help 8.4|", "", 0}, {"help W1|", "W1 W10", 5});
}

Test(complete, meanings_tell_signature_and_size) {
  cnn_State *state = open_state();
  const char *const expected[][2] = {
      {"W|", "W1: 2 × 2\nW2: 3 × 3 × 2 maps\nW10: 1\n"},
      {"weigh|", "weigh: weigh(x, α=0.1, β=[1 2])\n"},
      {"logsig|", "logsig: logsig(N)  log-sigmoid: a = 1/(1 + e^(-n))\n"},
      {"sigmo|", "sigmoid: sigmoid(N)  log-sigmoid: a = 1/(1 + e^(-n))\n"},
      {"he|", "he: he(r, c, H_in=0, H_out=1)  he(S, R) for a matrix\nhelp: \n"},
      {"avep|", "avepool: avepool(V, r, c)  The mean over each window\n"},
      {"net|", "net: {W, bias, deep}\n"},
      {"word|", "word: string\n"},
      {"linsp|", "linspace: linspace(a, b, n)  n numbers from a to b\n"},
      {"max|",
       "max: max(X)  largest element, max(X, axis) along one axis; NaN is left out\n"
       "maximum: maximum(x, y)  the larger one, element by element\n"},
      {"\\th|", "θ: \\theta\n"},
      {"weigh(1, α|", "α=: 0.1 unless given\nαlpha: 0.1\n"},
  };
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    const Offers *offers = offers_of(state, expected[i][0]);
    const char *from = strstr(offers->meanings, expected[i][1]);
    cr_expect(from && (from == offers->meanings || from[-1] == '\n'), "%s: %s", expected[i][0], offers->meanings);
  }
  cnn_close(state);
}

/* ---- whatever is offered is read ---- */

/* Programs in which a piece of the language can stand; %s is it, also in a second place. */
static const char *const frames[] = {
    "%s = 1",
    "x%s = 1",
    "Z = ones(2, 2) %s ones(2, 2)",
    "Z = %s_{2,2} ones(2, 2)",
    "Z = %s_{2,2, at=ones(4, 4)} ones(2, 2)",
    "Z = (2)%s",
    "Z = ones(2, 2)%s",
    "Z = %s_{i=1}^{2} i",
    "a = [1 2]\nG = sum(a)\nd = %s G/%s a",
    "q %s 2",
    "f = q %s q",
    "for i %s [1 2]\nend",
    "Z = %s",
    "Z = max{k %s k = 1:2}",
    "Z = %s(1)",
    "Z = %s(1, 2)",
    "Z = %s1}{2}",
    "Z = %s 1 & 2 \\end{bmatrix}",
    "f(n) = n\nZ = %sf}(1)",
    "Z = %s 1 \\right)",
    "Z = %s \\left\\{ k \\mid k = 1:2 \\right\\}",
};

static bool is_read(const char *piece) {
  char text[512];
  bool read = false;
  for (size_t i = 0; i < sizeof frames / sizeof *frames && !read; i++) {
    cnn_State *state = cnn_open(&host);
    snprintf(text, sizeof text, frames[i], piece, piece);
    read = cnn_run(state, "test", text, strlen(text), CNN_INTERACTIVE) == CNN_OK;
    cnn_close(state);
  }
  return read;
}

static void expect_read(void *user, const char *name, const char *meaning) {
  int *n = user;
  ++*n;
  bool is_script = name[1] == '^' || name[1] == '_';
  cr_expect(is_script || is_read(name), "%s is offered and not read", name);
  cr_expect(!*meaning || is_read(meaning), "%s becomes %s, which is not read", name, meaning);
}

Test(complete, every_latex_name_is_read_as_it_is_and_as_its_glyph) {
  cnn_State *state = open_state();
  int names = 0, raised = 0, lowered = 0;
  cnn_complete(state, "\\", 1, 1, expect_read, &names);
  cnn_complete(state, "\\^", 2, 2, expect_read, &raised);
  cnn_complete(state, "\\_", 2, 2, expect_read, &lowered);
  cr_expect_gt(names, 70, "%d names", names);
  cr_expect_gt(raised, 50, "%d superscripts", raised);
  cr_expect_gt(lowered, 25, "%d subscripts", lowered);
  cnn_close(state);
}

/* The words of derive, check and explain are known to them. */
Test(complete, words_of_statements_are_read) {
  cnn_State *state = open_state();
  const char *const texts[] = {"derive_{latex} F", "derive_{raw} F", "derive_{steps} F", "check_{tol=1e-3} F",
                               "explain_{full} F"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    cr_expect_eq(cnn_run(state, "test", texts[i], strlen(texts[i]), CNN_INTERACTIVE), CNN_OK, "%s", cnn_error(state));
  cnn_close(state);
}

/* ---- any text at all ---- */

static void check_match(void *user, const char *name, const char *meaning) {
  ++*(int *)user;
  cr_expect(*name && meaning);
}

static uint32_t next_random(uint32_t *seed) { return *seed = *seed * 1664525u + 1013904223u, *seed >> 8; }

Test(complete, any_bytes_are_survived) {
  static const char *const pieces[] = {
      "W1",  "⊗",  "_{",   "}",        "(",    ")",       "[",     "\"",      "\\",        "\\alpha",
      "\\^", "^{", "for ", "end",      "\n",   ";",       "=",     ",",       "1.5e",      ".",
      "...", "# ", "net",  "\xE2\x8A", "\x80", " ",       "help ", "import ", "backprop ", "function f(",
      "∂",   "Σ",  "⊞",    "'",        "↦",    "\\frac{", "²"};
  cnn_State *state = open_state();
  char text[256];
  uint32_t seed = 8;
  for (int round = 0; round < 4000; round++) {
    size_t length = 0;
    for (uint32_t n = next_random(&seed) % 14; n > 0; n--) {
      const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)];
      memcpy(text + length, piece, strlen(piece));
      length += strlen(piece);
      if (next_random(&seed) % 16 == 0) text[length++] = (char)next_random(&seed);
    }
    size_t cursor = next_random(&seed) % 2 ? length : next_random(&seed) % (length + 2);
    int n = 0;
    size_t start = cnn_complete(state, text, length, cursor, check_match, &n);
    cr_expect_leq(start, length);
    cr_expect(n == 0 || start == length || ((unsigned char)text[start] & 0xC0) != 0x80 ||
                  (unsigned char)text[start - 1] < 0xC0,
              "a match begins inside a character");
  }
  cnn_close(state);
}

Test(complete, cursors_beyond_the_text_and_inside_characters) {
  cnn_State *state = open_state();
  int n = 0;
  cr_expect_eq(cnn_complete(state, "", 0, 0, check_match, &n), 0);
  cr_expect_gt(n, 80);
  n = 0;
  cr_expect_eq(cnn_complete(state, "W", 1, 99, check_match, &n), 0);
  cr_expect_eq(n, 3);
  n = 0;
  cr_expect_eq(cnn_complete(state, "W ⊗ W", 7, 3, check_match, &n), 3);
  cr_expect_eq(n, 0);
  cnn_close(state);
}

Test(complete, long_texts) {
  cnn_State *state = open_state();
  size_t length = 1 << 20;
  char *text = malloc(length);
  const char line[] = "x = ((W1 ⊗ [1 2; 3 4] # …\n";
  int n = 0;
  for (size_t i = 0; i < length; i++) text[i] = line[i % (sizeof line - 1)];
  memcpy(text + length - 3, "\nW1", 3);
  cnn_complete(state, text, length, length, check_match, &n);
  cr_expect_eq(n, 2);
  memset(text, '(', length);
  cnn_complete(state, text, length, length, check_match, &n);
  memset(text, 'a', length);
  cnn_complete(state, text, length, length, check_match, &n);
  memset(text, '\\', length);
  cnn_complete(state, text, length, length, check_match, &n);
  free(text);
  cnn_close(state);
}

Test(complete, leaves_the_state_as_it_was) {
  cnn_State *state = open_state();
  cnn_interrupt(state); /* of what ran before */
  size_t before = 0;
  int n = 0;
  for (int round = 0; round < 3; round++) {
    cnn_complete(state, "load(\"no/", 9, 9, check_match, &n);
    cnn_complete(state, "\\", 1, 1, check_match, &n);
    cnn_complete(state, "", 0, 0, check_match, &n);
    cr_expect_gt(offers_of(state, "load(\"d|")->n, 1);
    if (round > 0) cr_expect_eq(cnn_memory_used(state), before);
    before = cnn_memory_used(state);
  }
  cnn_close(state);
}

static size_t allowed;

static void *allocate(void *user, void *block, size_t size) {
  (void)user;
  if (size == 0) return free(block), NULL;
  return allowed == 0 || --allowed == 0 ? NULL : realloc(block, size);
}

/* Each allocation fails in turn: nothing is offered, or all. */
Test(complete, memory_that_runs_out) {
  const cnn_Config config = {.reallocate = allocate, .load = load, .list = list, .library = "lib"};
  const char *const texts[] = {"lo", "\\e", "load(\"d", "weigh(", "δ"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (size_t most = 1; most < 200; most++) {
      int n = 0, all = 0;
      allowed = SIZE_MAX;
      cnn_State *state = cnn_open(&config);
      cr_assert_eq(cnn_run(state, "test", "weigh(x, α=0.1) = x", 20, 0), CNN_OK);
      allowed = most;
      cnn_complete(state, texts[i], strlen(texts[i]), strlen(texts[i]), check_match, &n);
      allowed = SIZE_MAX;
      cnn_complete(state, texts[i], strlen(texts[i]), strlen(texts[i]), check_match, &all);
      cr_expect(all > 0 && (n == 0 || n == all), "%s offers %d of %d", texts[i], n, all);
      cnn_close(state);
    }
}
