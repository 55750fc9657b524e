import type { Advisory, Severity } from '@tenon/model'
import type { Report } from '../report.ts'
import { lineOf, renderTable } from './columns.ts'
import type { Paint } from './paint.ts'
import { dayOf } from './words.ts'

/** Every advisory, one line each. */
export function renderAdvisories(advisories: readonly Advisory[]): Report {
  return { json: advisories, lines: advisories.map(lineOfAdvisory), page: (paint) => pageOf(advisories, paint) }
}

/** One advisory that was just added or withdrawn. */
export function renderAdvisory(advisory: Advisory): Report {
  const { id, withdrawn } = advisory
  const next = withdrawn === null ? `Who is exposed: tenon exposure ${id}` : `Withdrawn by ${withdrawn.actor}, "${withdrawn.reason}"`
  return { json: advisory, lines: [lineOfAdvisory(advisory)], page: (paint) => `${advisoryInWords(advisory, paint)}\n  Nobody moved. ${next}` }
}

/** `adv_1   inventory <1.4.3   high   negative stock   fixed in 1.4.3`. */
export function advisoryInWords({ id, module, range, severity, title, fixedIn }: Pick<Advisory, 'id' | 'module' | 'range' | 'severity' | 'title' | 'fixedIn'>, paint: Paint): string {
  return [paint.bold(id), `${module} ${range}`, paintOf(severity, paint)(severity), title, fixedIn === null ? 'no fix yet' : `fixed in ${fixedIn}`].join('   ')
}

function paintOf(severity: Severity, paint: Paint): (text: string) => string {
  return severity === 'high' || severity === 'critical' ? paint.red : paint.yellow
}

function lineOfAdvisory({ id, module, range, severity, title, fixedIn, withdrawn }: Advisory): string {
  return lineOf(id, `${module}@${range}`, severity, title, fixedIn === null ? 'no fix' : `fixed in ${fixedIn}`, withdrawn === null ? '' : 'withdrawn')
}

function pageOf(advisories: readonly Advisory[], paint: Paint): string {
  if (advisories.length === 0) return 'No flaw is known. Make one known: tenon advisory add --module inventory --range "<1.4.3" --severity high --title "negative stock" --fixed-in 1.4.3'
  const rows = advisories.map((it) => [
    paint.bold(it.id), it.module, it.range, paintOf(it.severity, paint)(it.severity), it.title, it.fixedIn ?? paint.dim('none yet'), dayOf(it.createdAt), it.withdrawn === null ? '' : paint.dim(`withdrawn, "${it.withdrawn.reason}"`),
  ])
  return renderTable(['advisory', 'module', 'versions', 'severity', 'title', 'fixed in', 'since', ''], rows, paint)
}
