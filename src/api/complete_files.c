/* Names of files, as far as the host lists its folders: in strings, and where `import` looks for them. */
#include "api/complete.h"

#include <string.h>

static bool ends_with(const char *name, size_t length, const char *end) {
  size_t n = strlen(end);
  return length >= n && memcmp(name + length - n, end, n) == 0;
}

/* What a string holds as it stands. */
static bool is_plain(const char *name, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (name[i] == '"' || name[i] == '\\' || (unsigned char)name[i] < ' ' || name[i] == 127) return false;
  return true;
}

typedef struct Listing {
  const char *ending; /* NULL: files of any name, and folders */
  bool cuts_ending;
} Listing;

static void offer_name(Matches *matches, const char *within, size_t n_within, const char *name, size_t length,
                       Listing listing) {
  bool folder = ends_with(name, length, "/");
  Text path;
  if (!is_plain(name, length)) return;
  if (listing.ending && !ends_with(name, length, listing.ending) && (!folder || listing.cuts_ending)) return;
  if (listing.cuts_ending) length -= strlen(listing.ending);
  text_open(&path, &matches->state->context.memory);
  text_add(&path, within, n_within);
  text_add(&path, name, length);
  offer_named(matches, folder ? GROUP_VARIABLE : GROUP_FIRST, &path, "");
}

/* Files of base/within, offered as within/name. */
static void offer_folder(Matches *matches, const char *base, size_t n_base, Listing listing) {
  State *state = matches->state;
  const char *slash = strrchr(matches->typed, '/');
  size_t n_within = slash ? (size_t)(slash + 1 - matches->typed) : 0, length;
  char *names = NULL;
  Text folder;
  text_open(&folder, &state->context.memory);
  text_format(&folder, "%.*s%s%.*s", (int)n_base, base, n_base && n_within ? "/" : "", (int)n_within, matches->typed);
  if (!folder.length) text_add(&folder, ".", 1);
  Status status = folder.failed ? OUT_OF_MEMORY : state->host.list(state, text_string(&folder), &names, &length);
  fail_quietly(matches, status);
  for (const char *name = names; status == OK && *name;
       name += strcspn(name, "\n") + (name[strcspn(name, "\n")] == '\n'))
    offer_name(matches, matches->typed, n_within, name, strcspn(name, "\n"), listing);
  if (status == OK) memory_release(&state->context.memory, names);
  text_close(&folder);
}

static void offer_importable(Matches *matches, Listing listing) {
  const State *state = matches->state;
  offer_folder(matches, "", 0, listing);
  if (matches->typed[0] == '/') return;
  for (const char *folder = state->search_path; folder && *folder;) {
    size_t length = strcspn(folder, ":");
    if (length) offer_folder(matches, folder, length, listing);
    folder += length + (folder[length] == ':');
  }
  if (state->library) offer_folder(matches, state->library, strlen(state->library), listing);
}

void offer_files(Matches *matches) {
  if (begins_with_word(matches->place, "import")) offer_importable(matches, (Listing){".cnn", false});
  else offer_folder(matches, "", 0, (Listing){NULL, false});
}

void offer_imports(Matches *matches) { offer_importable(matches, (Listing){".cnn", true}); }
