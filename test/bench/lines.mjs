/**
 * One line of a log, by dialect: real-shaped, with the spacing that the dialect's writers use. Source of the shapes: dialects.md.
 * Every 10,000th line is of the dialect's rare type; the others take theirs from the line's random number. Strings of the roles
 * are plain in every shape, the free texts beside them are what the shape says.
 */

/**
 * What is known of the event that a line is made from; one object, written anew for each line.
 * @typedef {object} Moment
 * @property {number} index counted from 0 over the log
 * @property {number} draw an unsigned 32-bit random number
 * @property {boolean} rare whether this is the one line in 10,000
 * @property {boolean} first whether a session begins here
 * @property {string} seconds the time: whole seconds since the epoch
 * @property {string} millis its three digits after them
 * @property {string} micros the three digits after those
 * @property {string} iso the time as yyyy-mm-ddThh:mm:ss
 * @property {string} hash of the session, 8 hexadecimal digits
 * @property {string} uuid of the session, begins with the hash
 * @property {number} cycle 1 to 1,000, changes with the session
 * @property {string} text a free text, JSON-escaped
 */

/** @typedef {(moment: Moment) => string} Maker a line, without its newline */

/** @typedef {'macf' | 'study' | 'mnemosyne' | 'agentbus' | 'amplifier' | 'generic'} Dialect */

/** Lines of each dialect. @type {Readonly<Record<Dialect, Maker>>} */
export const LINES = { macf, study, mnemosyne, agentbus, amplifier, generic };

/**
 * Lines of 40 to 60 bytes: the time and the type alone, by the names that each dialect gives them. Detected as generic, for a
 * dialect's marks need more room. @type {Readonly<Record<Dialect, Maker>>}
 */
export const SHORT_LINES = {
  macf: ({ seconds, millis, draw }) => `{"timestamp": ${seconds}.${millis}, "event": "${SHORT[draw & 3]}"}`,
  study: ({ seconds, draw }) => `{"event_type": "${SHORT[draw & 3]}", "timestamp": ${seconds}}`,
  mnemosyne: ({ iso, draw }) => `{"type":"${SHORT[draw & 3]}","timestamp":"${iso}Z"}`,
  agentbus: ({ seconds, draw }) => `{"timestamp": ${seconds}, "event_type": "${SHORT[draw & 3]}"}`,
  amplifier: ({ iso, draw }) => `{"ts": "${iso}Z", "event": "${SHORT[draw & 3]}"}`,
  generic: ({ seconds, millis, draw }) =>
    `{"level":30,"time":${seconds}${millis},"msg":"${SHORT[draw & 3]}"}`,
};

const SHORT = ['tick', 'tock', 'ping', 'pong.sent'];

/** Of 16 lines in turn of chance; ten types, and the eleventh is the rare one. */
const MACF_TYPES = [
  ...['tool_call_started', 'tool_call_started', 'tool_call_started', 'cli_command_invoked'],
  ...['tool_call_completed', 'tool_call_completed', 'tool_call_completed', 'tool_call_completed'],
  ...['cli_command_invoked', 'cli_command_invoked', 'state_snapshot', 'auto_mode_detected'],
  ...['dev_drv_started', 'dev_drv_ended', 'delegation_started', 'delegation_completed'],
];
const TOOLS = ['Bash', 'Read', 'Grep', 'Edit', 'Write', 'Glob', 'Task', 'WebFetch'];

/** @type {Maker} */
function macf(moment) {
  const { seconds, millis, micros, hash, uuid, cycle, draw, text } = moment;
  const type = moment.first
    ? 'session_started'
    : moment.rare
      ? 'compaction_detected'
      : (MACF_TYPES[draw & 15] ?? '');
  const prompt = (draw >>> 4).toString(16).padStart(8, '0');
  return (
    `{"timestamp": ${seconds}.${millis}${micros}, "event": "${type}", ` +
    `"breadcrumb": "s_${hash}/c_${cycle}/g_${hash.slice(1)}/p_${prompt}/t_${seconds}", ` +
    `"data": {"session_id": "${uuid}", "cycle": ${cycle}, ${macfData(type, moment, prompt)}}, ` +
    `"hook_input": {"cwd": "/home/dev/project", "parameters": {"command": "${text}", "timeout": 120000}}}`
  );
}

/**
 * The part of `data` that belongs to the type. Durations are even over 0 to 4,000 ms.
 * @param {string} type
 * @param {Moment} moment
 * @param {string} prompt
 */
function macfData(type, { index, draw }, prompt) {
  const tool = TOOLS[(draw >>> 4) & 7];
  const durationMs = (draw >>> 8) % 4001;
  switch (type) {
    case 'tool_call_started':
      return `"tool": "${tool}", "tool_use_id": "toolu_${prompt}${index}"`;
    case 'tool_call_completed':
      return `"tool": "${tool}", "tool_use_id": "toolu_${prompt}${index}", "success": ${draw >>> 28 > 0}, "duration_ms": ${durationMs}`;
    case 'cli_command_invoked':
      return `"command": "policy", "argv": ["policy", "list", "--layer=${draw & 63}"], "duration_ms": ${durationMs}`;
    case 'state_snapshot':
      return `"snapshot_type": "compaction_recovery", "source": "state_files", "event_tallies": {"cli_command_invoked": ${index % 977}, "mode_change": 1, "session_started": 3}, "accumulated_durations": {"total_drive": ${durationMs}.25}`;
    case 'dev_drv_ended':
      return `"prompt_uuid": "${prompt}-dc09-449e-bec3-7548f130064d", "duration_seconds": ${draw & 511}`;
    case 'dev_drv_started':
      return `"prompt_uuid": "${prompt}-dc09-449e-bec3-7548f130064d"`;
    case 'delegation_started':
      return `"subagent_role": "ResearchEng", "tool_use_id": "toolu_${prompt}${index}", "task_description": null`;
    case 'delegation_completed':
      return `"subagent_role": "ResearchEng", "tool_use_id": "toolu_${prompt}${index}", "success": true, "duration_seconds": ${draw & 511}.5`;
    case 'compaction_detected':
      return `"detection_method": "compact_boundary", "compaction_count": ${index % 97}`;
    default:
      return `"auto_mode": false, "source": "default", "confidence": 0.0`;
  }
}

/** @type {Maker} */
function study({ iso, millis, micros, cycle, index, draw, rare, text }) {
  const head = `"timestamp": "${iso}.${millis}${micros}+00:00"`;
  const trial = `"study_name": "n45_${cycle}", "case_name": "n45_${cycle}_0_${draw & 255}", "stage_index": ${draw & 3}, "trial_index": ${index}`;
  if (rare)
    return `{"event_type": "stage_aborted", ${head}, "event_data": {"study_name": "n45_${cycle}", "stage_index": ${draw & 3}, "reason": "${text}"}}`;
  if (draw & 1) return `{"event_type": "trial_start", ${head}, "event_data": {${trial}}}`;
  const end = `"success": ${(draw & 30) > 0}, "runtime_seconds": ${(draw >>> 8) % 400}.25, "metrics": {"wns_ps": -${draw & 1023}, "log": "${text}"}`;
  return `{"event_type": "trial_complete", ${head}, "event_data": {${trial}, ${end}}}`;
}

/** @type {Maker} */
function mnemosyne({ iso, millis, micros, hash, uuid, draw, index, rare, text }) {
  const id = `${index.toString(16).padStart(8, '0')}${uuid.slice(8)}`;
  const tail = `"instance_id":"${hash}","timestamp":"${iso}.${millis}${micros}Z"`;
  if (rare) return `{"id":"${id}","type":"deadlock_detected","blocked_items":["${text}"],${tail}}`;
  if (draw & 1)
    return `{"id":"${id}","type":"cli_command_started","command":"doctor","args":["${text}"],${tail}}`;
  return `{"id":"${id}","type":"cli_command_completed","command":"doctor","duration_ms":${(draw >>> 8) % 4001},"result_summary":"${text}",${tail}}`;
}

/** @type {Maker} */
function agentbus({ iso, millis, micros, hash, uuid, draw, rare, text }) {
  const head = `"timestamp": "${iso}.${millis}${micros}+00:00", "session_id": "session_${hash}", "trace_id": "${uuid}"`;
  if (rare)
    return `{${head}, "event_type": "agent.timeout", "agent": "reviewer", "elapsed_ms": 60000, "reason": "${text}"}`;
  if (draw & 1) return `{${head}, "event_type": "agent.invoked", "agent": "reviewer", "reason": "${text}"}`;
  return `{${head}, "event_type": "agent.completed", "agent": "reviewer", "duration_ms": ${(draw >>> 8) % 4001}, "tokens_used": ${draw & 8191}, "exit_code": 0, "output": "${text}"}`;
}

/** @type {Maker} */
function amplifier({ iso, millis, micros, uuid, hash, draw, rare, text }) {
  const head = `"ts": "${iso}.${millis}${micros}+00:00", "lvl": "${rare ? 'ERROR' : 'INFO'}", "schema": {"name": "amplifier.log", "ver": "1.0.0"}`;
  const tail = `"redaction": {"applied": true, "rules": ["secrets", "pii-basic"]}, "session_id": "${uuid}"`;
  const call = `"tool_name": "read_file", "parallel_group_id": "${hash}-${draw & 65535}"`;
  if (rare) return `{${head}, "event": "provider:error", ${tail}, "data": {"error": "${text}"}}`;
  if (draw & 1)
    return `{${head}, "event": "tool:pre", ${tail}, "data": {${call}, "tool_input": {"path": "${text}"}}}`;
  return `{${head}, "event": "tool:post", ${tail}, "data": {${call}, "result": {"success": true, "output": "${text}"}}}`;
}

/** As pino writes. @type {Maker} */
function generic({ seconds, millis, uuid, draw, rare, text }) {
  const level = rare ? 50 : draw & 7 ? 30 : 20;
  const msg = rare ? 'query failed' : draw & 1 ? 'request received' : 'request completed';
  return `{"level":${level},"time":${seconds}${millis},"pid":4121,"hostname":"api-1","requestId":"${uuid}","method":"GET","url":"/items/${draw & 4095}","elapsed_ms":${(draw >>> 8) % 4001},"detail":"${text}","msg":"${msg}"}`;
}
