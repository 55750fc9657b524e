import type { Argument, Command, Option } from 'commander'

/**
 * The reference of a command line, from the program itself: each command with its arguments and options.
 * @param acting - commands that do something of their own; a group that is not among them only holds others
 */
export function writeCommandReference(program: Command, acting: ReadonlySet<Command>): string {
  return [
    '# The `tenon` command',
    '',
    'Written from the program itself; a test fails when this page is stale.',
    '',
    program.description(),
    '',
    '## Options of every command',
    '',
    ...optionRows(program),
    '',
    'Standard output carries the answer: a page for a person on a terminal, one line per change for a pipe, one JSON document with `--json`.',
    'Problems go to standard error, as one line of JSON with `--json`. [Every code](guides/troubleshoot.md) says what to do next.',
    '',
    '| exit code | meaning |',
    '| --- | --- |',
    '| 0 | done |',
    '| 1 | failed; nothing is reported as done that was not |',
    '| 2 | wrong usage, or a thing that does not exist |',
    '| 3 | a person has to decide: a conflict, a stale plan, a missing confirmation |',
    '',
    ...program.commands.flatMap((command) => section(command, { parent: program.name(), acting })),
  ].join('\n')
}

interface Place {
  readonly parent: string
  readonly acting: ReadonlySet<Command>
}

function section(command: Command, { parent, acting }: Place): readonly string[] {
  const name = `${parent} ${command.name()}`
  const children = command.commands.flatMap((child) => section(child, { parent: name, acting }))
  if (children.length > 0 && !acting.has(command)) return children
  const rows = [...command.registeredArguments.filter((it) => it.description !== '').map(argumentRow), ...optionRows(command)]
  return [`## ${name}`, '', '```', `${name} ${command.usage()}`.replace('[options] ', command.options.length > 0 ? '[options] ' : '').replace('[command] ', ''), '```', '', sentence(command.description()), '', ...rows, ...(rows.length > 0 ? [''] : []), ...children]
}

function argumentRow(argument: Argument): string {
  return `- \`${argument.name()}\`: ${argument.description}`
}

function optionRows(command: Command): readonly string[] {
  return command.options.filter((option) => option.long !== '--version').map(optionRow)
}

function optionRow(option: Option): string {
  const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`
  return `- \`${option.flags}\`${option.mandatory ? ' (required)' : ''}: ${option.description}${choices}${defaultOf(option)}`
}

function defaultOf({ defaultValue }: Option): string {
  return typeof defaultValue === 'string' ? `; default \`${defaultValue}\`` : ''
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}
