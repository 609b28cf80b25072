#include "base/names.h"

#include <string.h>

/* FNV-1a. */
static uint32_t hash_of(const char *text, size_t length) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  return hash;
}

static Status grow_buckets(Names *names, size_t n_buckets) {
  Name **bucket = memory_allocate_zeroed(names->memory, n_buckets * sizeof *bucket);
  if (!bucket) return OUT_OF_MEMORY;
  for (size_t i = 0; i < names->n_buckets; i++)
    for (Name *name = names->bucket[i], *next; name; name = next) {
      next = name->next_in_bucket;
      name->next_in_bucket = bucket[name->hash % n_buckets];
      bucket[name->hash % n_buckets] = name;
    }
  memory_release(names->memory, names->bucket);
  names->bucket = bucket;
  names->n_buckets = n_buckets;
  return OK;
}

Status names_open(Names *names, Memory *memory) {
  *names = (Names){.memory = memory};
  return grow_buckets(names, 512);
}

void names_close(Names *names) {
  for (size_t i = 0; i < names->n_buckets; i++)
    for (Name *name = names->bucket[i], *next; name; name = next) {
      next = name->next_in_bucket;
      memory_release(names->memory, name);
    }
  memory_release(names->memory, names->bucket);
  *names = (Names){.memory = names->memory};
}

Name *find_name(const Names *names, const char *text, size_t length) {
  uint32_t hash = hash_of(text, length);
  for (Name *name = names->n_buckets ? names->bucket[hash % names->n_buckets] : NULL; name; name = name->next_in_bucket)
    if (name->hash == hash && name->length == length && memcmp(name->text, text, length) == 0) return name;
  return NULL;
}

Name *intern(Names *names, const char *text, size_t length) {
  Name *name = find_name(names, text, length);
  if (name) return name;
  if (length > UINT32_MAX) return NULL;
  if (names->n_names >= 2 * names->n_buckets && grow_buckets(names, 4 * names->n_buckets) != OK) return NULL;
  if (!(name = memory_allocate_zeroed(names->memory, sizeof *name + length + 1))) return NULL;
  name->hash = hash_of(text, length);
  name->length = (uint32_t)length;
  name->global = name->library = -1;
  memcpy(name->text, text, length);
  Name **bucket = &names->bucket[name->hash % names->n_buckets];
  name->next_in_bucket = *bucket;
  *bucket = name;
  names->n_names++;
  return name;
}

Name *sensitivity_name(Names *names, Name *name) {
  if (name->sensitivity) return (Name *)name->sensitivity;
  char *text = memory_allocate(names->memory, (size_t)name->length + 1);
  if (!text) return NULL;
  text[0] = 'd';
  memcpy(text + 1, name->text, name->length);
  name->sensitivity = intern(names, text, (size_t)name->length + 1);
  memory_release(names->memory, text);
  return (Name *)name->sensitivity;
}
