/**
 * Pages of help on what stands in flags and logs alike: the languages, the roles, the dialects. Source: cli.md, "The
 * where-language" and "Time expressions"; dialects.md.
 */

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
  {
    name: 'rules',
    summary: 'the rules of check --rules, by kind',
    text: `Rules for "inquest check --rules FILE": YAML or JSON, all judged in one scan.

  rules:
    - name: no tool fails          # each name once
      kind: count
      type: tool_call_completed    # filters, called as the flags are
      where: '@status = error'
      expect: none                 # none, some, 3, '<10', '>=1'
      level: warning               # told, fails nothing; error without it
      per: session                 # each session alone; not of damaged

  kind        its keys
  count       expect
  pairs       start, end, key ('@session'), max: 30s, open (none),
              orphans (any): ends without a start
  gaps        threshold: 10m
  order       first, then, key: of each key, no "then" before a "first"
  rate        share: EXPR, with below: 5% or above: 95%, also per bucket: 1h;
              or bucket: 1m alone, with below: 100 or above: 0 events
  percentile  of: '@duration' or a path of numbers, p: 95, below, above
  damaged     max (0): lines that are no event

Events (start, end, first, then) are a type, a list of types, or filters:
  start: { type: tool_call_started, where: 'data.tool = Bash' }

Filters: type where since until after before session session-id session-hash
  cycle git-hash prompt agent workflow trace severity min-importance
Flags on the line choose the events that all rules look at.

What begins with @ % > | { [ is quoted in YAML: '@duration'. Editors know the
keys by the schema inquest/schemas/rules.schema.json.

  --format junit, github, tap or json    for CI; a broken error is exit 1
`,
  },
  {
    name: 'roles',
    summary: 'what @names mean, whatever a log calls them',
    text: `Roles: what the tool reads off an event, whatever its log calls it. They stand
in --where, --fields, --by and --percentiles.

  @time        when; to the microsecond
  @type        what happened: tool_call_started, agent.completed
  @session     whose run it belongs to
  @cycle @git @prompt      the cycle, commit and prompt it happened in
  @agent @workflow @trace  who did it, in which task, in which chain of calls
  @severity    trace, debug, info, warning, error or fatal
  @importance  a number, 2 to 9
  @duration    how long it took; compared with a unit, shown in milliseconds
  @status      ok or error
  @tokens @cost            what it used
  @message     its text, as logged
  @summary     one line on it, made by its dialect
  @dialect @source         the kind of its log, and the log

A role that an event does not have is absent: comparisons with it are false, and
"exists @duration" tells. --explain says which fields serve as roles in a log of
no known kind; --time-field, --type-field and --session-field say it outright.
`,
  },
  {
    name: 'dialects',
    summary: 'the kinds of log that are known, and how',
    text: `Dialects: the kinds of log whose roles are known. Each log's is detected from
its first lines; a line that does not fit it is tried as the others.

  dialect    what it is                           how it is known
  macf       event sourcing for agents            event, and a breadcrumb
  study      telemetry of experiment studies      a known event_type, event_data
  mnemosyne  events of a command-line memory      id, a known type, no event
  agentbus   event bus of a multi-agent platform  a known event_type, timestamp
  amplifier  session log of an agent runtime      ts, an event with a colon
  generic    any other JSON Lines                 usual fields, chosen per log

  --dialect NAME        read every log as this one
  --dialect-file FILE   add one as data; its schema is in the package:
                        inquest/schemas/dialect.schema.json
  --explain             say which one was detected, and which fields were chosen
  --where '@dialect = macf'
`,
  },
];
