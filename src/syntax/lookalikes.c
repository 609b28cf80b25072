/* Characters and LaTeX names that look like others of this language: what to write instead. */
#include "syntax/parsing.h"
#include "syntax/spelling.h"
#include "parser.h"

#include <string.h>

static const struct {
  const char *character, *words;
} characters[] = {
    {"÷", "division is a / b"},
    {"√", "the root is sqrt(x)"},
    {"✕", "the Hadamard product is a × b, or a ∘ b"},
    {"✖", "the Hadamard product is a × b, or a ∘ b"},
    {"⊙", "the Hadamard product is a ∘ b, or a .* b"},
    {"—", "minus is -"},
    {"➕", "plus is +"},
    {"➖", "minus is -"},
    {"⇒", "a function of x is x ↦ …, or x -> …"},
    {"½", "a half is 1/2"},
    {"¼", "a quarter is 1/4"},
    {"‖", "the norm is norm(x)"},
    {"∇", "the gradient is ∂F/∂W, or backprop F and dW"},
    {"∧", "the logical operator is the word and"},
    {"∨", "the logical operator is the word or"},
    {"¬", "negation is the word not: not x"},
    {"⟨", "the inner product is a^T b"},
    {"∏", "the product of all entries is prod(X)"},
    {"★", "the cross-correlation is W ⊗ P"},
    {"⋆", "the cross-correlation is W ⊗ P"},
    {"⊛", "the convolution is W * P"},
    {"ᵗ", "the transpose is X^T, or X'"},
    {"∅", "an empty array is [], an empty list {}"},
};

/* LaTeX's names for what is drawn otherwise here. */
int unknown_latex_token(Parser *parser, Span span, const char *spelling) {
  static const struct {
    const char *name, *words;
  } known[] = {
    {"\\odot", "the Hadamard product is \\circ"},
    {"\\bullet", "the Hadamard product is \\circ"},
    {"\\star", "the cross-correlation is W \\otimes P"},
    {"\\circledast", "the convolution is W \\ast P"},
    {"\\oplus", "the sum is A + B, pooling \\boxplus^{ave}_{2,2} V"},
    {"\\div", "division is a / b"},
    {"\\prod", "the product of all entries is prod(X)"},
    {"\\nabla", "the gradient is \\partial F/\\partial W"},
    {"\\sqrt", "the root is sqrt(x)"},
    {"\\top", "the transpose is X^T"},
    {"\\intercal", "the transpose is X^T"},
    {"\\vec", "a vector is a name in lower case; vec(A) makes one of a matrix (8.26)"},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(known[i].name, spelling) == 0)
      return habit_token(parser, span, "%s is not a LaTeX name of this language: %s", spelling, known[i].words);
  return habit_token(parser, span, "%.60s is not a LaTeX name of this language", spelling);
}

/* （ looks like (. */
static bool usual_form(const char *character, char *usual) {
  size_t bytes;
  const uint32_t wide = (uint32_t)code_point_at(character, &bytes);
  bool full_width = wide >= 0xFF01 && wide <= 0xFF5E;
  if (full_width) *usual = (char)(wide - 0xFEE0);
  return full_width;
}

int unknown_character_token(Parser *parser, Span span, const char *character) {
  char usual;
  for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
    if (strcmp(characters[i].character, character) == 0)
      return habit_token(parser, span, "the character %s has no meaning here: %s", character, characters[i].words);
  if (usual_form(character, &usual))
    return habit_token(parser, span, "the wide character %s is another than the usual %c: write %c", character, usual,
                       usual);
  return habit_token(parser, span, "the character %.60s has no meaning here", character);
}
