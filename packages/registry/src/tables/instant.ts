/** SQL that reads a timestamp column as an ISO 8601 instant in UTC with milliseconds, whatever the session's settings. */
export function instant(column: string): string {
  return `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
