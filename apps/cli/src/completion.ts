import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'

/** Names that only a host knows. */
export interface KnownNames {
  readonly tenants: readonly string[]
  readonly modules: readonly string[]
}

/** The script for bash leans on the package bash-completion; this stands in where it is not installed. */
const bashWithoutPackage = `declare -F _get_comp_words_by_ref > /dev/null || _get_comp_words_by_ref() {
    cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
}`

/**
 * Adds `completion <shell>`, which prints a script for bash, zsh, fish or powershell, and the hidden
 * `complete` that such scripts call for each press of the key.
 * @param known - tenants and modules to offer; left out, only commands and options are
 */
export function addCompletion(program: Command, known: KnownNames = { tenants: [], modules: [] }): void {
  const completions = tab(program, { completionCommandName: 'completion' })
  program.commands.find((command) => command.name() === 'completion')
    ?.description('print a script that completes commands and names: source <(tenon completion bash)')
    .hook('preAction', (command) => { if (command.args[0] === 'bash') console.log(bashWithoutPackage) })
  const offers = new Map([['tenant', known.tenants], ['module', known.modules], ['module@range', known.modules.map((name) => `${name}@`)], ['module@range...', known.modules]])
  for (const command of completions.commands.values()) {
    for (const [name, argument] of command.arguments) {
      const names = offers.get(name)
      if (names !== undefined) argument.handler = (complete) => { for (const it of names) complete(it, '') }
    }
  }
}
