/* :vars, a table: name, size or value, and how each was made, cut to the window. */
#include "program/columns.h"
#include "program/program.h"

#include <stdlib.h>
#include <string.h>

typedef struct Row {
  char *name, *what, *made;
} Row;

typedef struct Table {
  Row *row;
  size_t n, room;
  bool failed;
} Table;

static char *what_of(const cnn_Variable *variable) {
  char text[256];
  const char *mark = variable->is_param ? ", param" : "", *single = variable->is_single ? ", single" : "";
  bool is_list = strcmp(variable->kind, "a list") == 0 || strcmp(variable->kind, "a record") == 0;
  bool is_string = strcmp(variable->kind, "a string") == 0;
  const char *value = variable->value;
  if (is_list && *value) snprintf(text, sizeof text, "%s", value);
  else if (is_list) snprintf(text, sizeof text, "%s of %s", variable->kind, variable->size);
  else if (is_string) snprintf(text, sizeof text, *value ? "\"%s\"" : "a string%s", value);
  else if (*variable->size)
    snprintf(text, sizeof text, "%s%s%s%s%s", variable->size, single, mark, *value ? "  " : "", value);
  else snprintf(text, sizeof text, "%s%s", *value ? value : variable->kind, mark);
  return strdup(text);
}

/* One line of it. */
static char *made_of(const cnn_Variable *variable) {
  const char *made = variable->made ? variable->made : "";
  size_t n = strcspn(made, "\n");
  if (strcmp(made, variable->value) == 0) n = 0, made = ""; /* f(x) = x^2 says it itself */
  char *text = malloc(n + sizeof " …");
  if (text) sprintf(text, "%.*s%s", (int)n, made, made[n] ? " …" : "");
  return text;
}

static void add_row(void *user, const cnn_Variable *variable) {
  Table *table = user;
  if (table->n == table->room) {
    Row *grown = realloc(table->row, (table->room = 2 * table->room + 16) * sizeof *grown);
    if (!grown) return (void)(table->failed = true);
    table->row = grown;
  }
  Row *row = &table->row[table->n];
  *row = (Row){strdup(variable->name), what_of(variable), made_of(variable)};
  if (row->name && row->what && row->made) table->n++;
  else free(row->name), free(row->what), free(row->made), table->failed = true;
}

static int widest(const Table *table, bool names) {
  int width = 0;
  for (size_t i = 0; i < table->n; i++) {
    const char *text = names ? table->row[i].name : table->row[i].what;
    int own = count_columns(text, strlen(text));
    if (own > width) width = own;
  }
  return width;
}

static void print_row(const Row *row, int names, int what, int columns) {
  int room = columns ? columns : 1 << 20;
  write_fitting(stdout, row->name, strlen(row->name), names);
  printf("%*s", names - count_columns(row->name, strlen(row->name)) + 2, "");
  int taken = write_fitting(stdout, row->what, strlen(row->what), *row->made ? what : room - names - 4);
  if (*row->made) printf("%*s", (taken < what ? what - taken : 0) + 2, "");
  write_fitting(stdout, row->made, strlen(row->made), room - names - what - 6);
}

static void print_table(const Table *table, int columns) {
  int names = widest(table, true), what = widest(table, false), most = columns / 2 - names - 4;
  if (what > most && columns) what = most > 8 ? most : 8;
  for (size_t i = 0; i < table->n; i++) {
    printf("  ");
    print_row(&table->row[i], names, what, columns);
    putchar('\n');
  }
}

void show_variables(Session *session) {
  Table table = {0};
  cnn_Display display;
  find_display(&display);
  cnn_Status status = cnn_variables(session->state, add_row, &table);
  if (status != CNN_OK || table.failed) fputs("input:1:1: error: out of memory\n", stderr);
  else if (!table.n) puts("  no variables yet: X = [1 2; 3 4] makes one");
  else print_table(&table, display.columns);
  for (size_t i = 0; i < table.n; i++) free(table.row[i].name), free(table.row[i].what), free(table.row[i].made);
  free(table.row);
}
