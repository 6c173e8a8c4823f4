/** Pages of help on the languages that flags take. Source: cli.md, "The where-language" and "Time expressions". */

export interface Topic {
  readonly name: string;
  readonly summary: string;
  readonly text: string;
}

export const TOPICS: readonly Topic[] = [
  {
    name: 'where',
    summary: 'the language of --where',
    text: `The language of --where: what must hold of an event.

  --where 'data.duration_ms > 500 and not (data.tool in (Read, Grep))'

Comparisons:
  PATH = VALUE     also == != < <= > >=; types are compared, not coerced
  PATH ~ REGEX     regular expression, linear time; !~ is its contrary
  PATH like GLOB   * is any run of characters, ? is one
  PATH contains TEXT, startswith TEXT, endswith TEXT
  PATH in (a, b)   or "in $name" with --values name=FILE
  exists PATH
  joined by: and, or, not, ( )

Paths:
  data.tool  data["a.b"]  data.argv[0]  data.argv[*] (any)  ["@timestamp"]

Roles, the same in every dialect:
  @time @type @session @cycle @git @prompt @agent @workflow @trace @severity
  @importance @duration @status @tokens @cost @message @summary @dialect @source

Values:
  10  true  null  Read  "double quoted"  'single quoted'
  @duration > 200ms     a duration with its unit
  @time >= -2h          a time (inquest help time)
  @severity >= warning  a level and what is worse

A missing path, or a value of another type, makes a comparison false, != too:
"not (data.tool = Read)" also holds where there is no data.tool.
`,
  },
  {
    name: 'time',
    summary: 'how times and durations are typed',
    text: `Times, for --since, --until, --after, --before and @time:

  1765343222.114       epoch: up to 11 digits seconds, 12-14 milliseconds,
                       15-17 microseconds, 18-20 nanoseconds
  2025-12-10T05:07Z    ISO 8601, any precision; T or a space; Z, +01:00
  2025-12-10           that midnight
  14:30                today
  now  today  yesterday  tomorrow
  -2h  2h  "2 hours ago"  -1h30m  1.5d     all past
  +10m  now-15m        ahead; relative to now
  @first  @last  @first+5m  @last-10m      relative to the log
  since+30m            for --until: relative to --since

Without a zone, a time is read in --tz ZONE (an IANA name, UTC or local; local).
--since is at or after, --until is before, so neighbouring windows share no
event and lose none; "--until @last" takes the last event in. --after and
--before are strict.

Durations, for --bucket, --threshold and @duration:

  90s  500ms  1.5h  1h30m  2d              a bare number is seconds
`,
  },
];
