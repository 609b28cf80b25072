/* What begins with a colon is for the session, not for the language. */
#include "program/program.h"

#include <string.h>

typedef struct Command {
  const char *name, *argument; /* ":load", "file.cnn" */
  const char *help;
  void (*run)(Session *session, const char *argument);
} Command;

static void run_quit(Session *session, const char *argument) {
  (void)argument;
  session->has_ended = true;
}

static const Command commands[] = {
    {":quit", "", "ends the session, as Ctrl-D does", run_quit},
};

const char *command_at(int i, const char **argument, const char **help) {
  if (i >= (int)(sizeof commands / sizeof *commands)) return NULL;
  *argument = commands[i].argument;
  *help = commands[i].help;
  return commands[i].name;
}

static size_t after_word(const char *line) { return strcspn(line, " \t"); }

bool run_command(Session *session, const char *line) {
  static const char *const quit_words[] = {":q", "quit", "exit"};
  line += strspn(line, " \t");
  for (size_t i = 0; i < sizeof quit_words / sizeof *quit_words; i++)
    if (strcmp(line, quit_words[i]) == 0) return run_quit(session, ""), true;
  if (line[0] != ':') return false;
  const char *argument = line + after_word(line) + strspn(line + after_word(line), " \t");
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    if (strlen(commands[i].name) == after_word(line) && strncmp(line, commands[i].name, after_word(line)) == 0)
      return commands[i].run(session, argument), true;
  return false;
}
