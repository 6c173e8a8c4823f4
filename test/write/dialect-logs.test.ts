/** What is written in each dialect is well formed in the eyes of `validate`, and one log of that dialect to `stats`. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DialectName } from '../../src/append/spelling.ts';
import { DIALECTS } from '../../src/dialect/dialects.ts';
import {
  openAgentbusLog,
  openAmplifierLog,
  openMacfLog,
  openMnemosyneLog,
} from '../../src/write/dialect-logs.ts';
import { openEventLog } from '../../src/write/event-log.ts';
import { float } from '../../src/write/spell.ts';
import { openStudyLog } from '../../src/write/study-log.ts';
import { directory, eventsOf, judged, linesOf } from './logs.ts';

const SESSION = '5f3a9c1e-7d42-4b8a-9e10-c6b2d8f4a357';
const COMMIT = 'a74cf99cc7b8efa39e21556626c8a8f58c6fb374';
const PYTHON = spawnSync('python3', ['--version']).status === 0;

/** A clock that goes on by a second at each look. */
function clock(fromUs = 1765343222_114503): () => number {
  let us = fromUs;
  return () => {
    us += 1_000_000;
    return us;
  };
}

describe('macf', () => {
  const open = (path: string) =>
    openMacfLog(path, { session: SESSION, cycle: 3, git: COMMIT, nowUs: clock() });

  test('events have all five parts, and the breadcrumb all of its own', async () => {
    const path = join(directory(), 'log.jsonl');
    const log = await open(path);
    await log.sessionStarted();
    await log.append('dev_drv_started', { prompt_uuid: '0e242d1d-87a6-4e39-a460-9287edcaad40' });
    await log.append(
      'tool_call_started',
      { tool: 'Read', tool_use_id: 'toolu_1' },
      { prompt: '0e242d1d-87a6-4e39', hookInput: { tool: 'Read' } },
    );
    await log.append('tool_call_completed', { tool: 'Read', tool_use_id: 'toolu_1', success: true });
    await log.append('dev_drv_ended', {
      prompt_uuid: '0e242d1d-87a6-4e39-a460-9287edcaad40',
      duration_seconds: float(3),
    });
    await log.append('something_else', { any: ['thing'] });
    await log.sessionEnded({ reason: 'exit' });
    await log.close();
    const [first, second, third, , fifth] = linesOf(path);
    expect(first).toBe(
      `{"timestamp": 1765343223.114503, "event": "session_started", "breadcrumb": "s_5f3a9c1e/c_3/g_a74cf99/p_none/t_1765343223", "data": {"session_id": "${SESSION}", "cycle": 3}, "hook_input": {}}`,
    );
    // The drive begins under the prompt before it; what lies in it has its own.
    expect(second).toContain('/p_none/');
    expect(third).toContain('/p_0e242d1d/');
    expect(third).toContain('"hook_input": {"tool": "Read"}');
    expect(fifth).toContain('"duration_seconds": 3.0');
    expect(fifth).toContain('/p_0e242d1d/');
    expect(await judged(path)).toEqual({
      findings: [],
      events: 7,
      dialect: 'macf',
      notes: [],
      spans: ['session ended', 'dev_drv ended', 'tool_call ok'],
    });
  });

  test.skipIf(!PYTHON)(
    `the bytes are those that Python writes${PYTHON ? '' : ' (python3 is not here)'}`,
    async () => {
      const path = join(directory(), 'log.jsonl');
      const log = await open(path);
      const data = {
        text: 'Füße 🦶 "x" \\ \n',
        n: [1, -2, 0.1, 1e-9, 1e21, null, true],
        deep: { a: { b: [] } },
      };
      await log.append('state_snapshot', data, { hookInput: { ключ: 'значение' } });
      await log.close();
      const program =
        'import json,sys\nfor line in open(sys.argv[1]): sys.stdout.write(json.dumps(json.loads(line)) + "\\n")';
      const { stdout } = spawnSync('python3', ['-c', program, path], { encoding: 'utf8' });
      expect(stdout.split('\n').slice(0, -1)).toEqual(linesOf(path));
    },
  );

  test('data that name a session of their own are left as they are', async () => {
    const path = join(directory(), 'log.jsonl');
    const log = await open(path);
    await log.append('migration_detected', { previous_session: 'a', current_session: 'b' });
    await log.append('mode_change', { mode: 'AUTO', session_id: 'other' });
    await log.close();
    const [moved, changed] = eventsOf(path);
    expect(moved?.data).toEqual({ previous_session: 'a', current_session: 'b' });
    expect(changed?.data).toEqual({ mode: 'AUTO', session_id: 'other' });
  });
});

describe('study', () => {
  test('a method for each type, in the usual place', async () => {
    const root = directory();
    const before = process.cwd();
    process.chdir(root);
    try {
      const study = await openStudyLog('n45', { nowUs: clock(1768245562_571914) });
      expect(study.path).toBe(join('telemetry', 'n45', 'event_stream.ndjson'));
      await study.studyStart({ safety_domain: 'guarded', total_stages: 1 });
      await study.legalityCheck({ legal: true, reason: null });
      await study.baseCaseVerification({ success: true, reason: null });
      await study.stageStart({ stage_index: 0, stage_name: 'explore', trial_budget: 2 });
      const trial = { case_name: 'n45_0_5', stage_index: 0, trial_index: 5 };
      await study.trialStart(trial);
      const metrics = { wns_ps: -500 };
      await study.trialComplete({ ...trial, success: true, runtime_seconds: 12.5, metrics });
      const failed = { failure_type: 'crash', failure_reason: 'no space' };
      await study.trialFailed({ ...trial, trial_index: 6, ...failed });
      await study.abortEvaluation({ stage_index: 0, should_abort: false, reason: null });
      await study.stageComplete({
        ...{ stage_index: 0, survivors: ['n45_0_5'], trials_executed: 2, runtime_seconds: float(20) },
      });
      await study.stageAborted({ stage_index: 0, reason: 'late' });
      await study.studyComplete({ final_survivors: ['n45_0_5'], runtime_seconds: 21.25 });
      await study.studyAborted({ abort_reason: 'said so', stage_index: 0 });
      await study.studyBlocked({ reason: 'not legal' });
      const events = [];
      for await (const event of study.readEvents()) events.push(event);
      expect(events.map(({ event_type }) => event_type).sort()).toEqual(
        DIALECTS.find(({ name }) => name === 'study')!.types.toSorted(),
      );
      expect(events[5]).toEqual({
        event_type: 'trial_complete',
        timestamp: '2026-01-12T19:19:28.571914+00:00',
        event_data: { study_name: 'n45', ...trial, success: true, runtime_seconds: 12.5, metrics },
      });
      expect(linesOf(study.path)[8]).toContain('"runtime_seconds": 20.0}');
      const report = await study.validate();
      expect(report.errors).toBe(0);
      await study.close();
      expect((await judged(study.path)).dialect).toBe('study');
    } finally {
      process.chdir(before);
    }
  });

  test('validate finds what was damaged, and readEvents leaves it out', async () => {
    const path = join(directory(), 'log.ndjson');
    const study = await openStudyLog('n45', { path });
    await study.studyBlocked({ reason: 'first' });
    writeFileSync(path, '{"event_type": "study_bl', { flag: 'a' });
    await study.studyBlocked({ reason: 'second' });
    const reasons = [];
    for await (const { event_data } of study.readEvents()) reasons.push(event_data.reason);
    expect(reasons).toEqual(['first', 'second']);
    expect((await study.validate()).findings.map(({ code }) => code)).toContain('damaged-torn');
    await study.close();
  });

  test.each(['', '.', '..', 'a/b', 'a\\b'])('the name %j leads to no directory', async (name) => {
    await expect(openStudyLog(name)).rejects.toThrow('cannot name a directory');
    expect(existsSync('telemetry')).toBe(false);
  });
});

test('mnemosyne: an id each, the instance and the correlation, the payload flat', async () => {
  const path = join(directory(), 'log.jsonl');
  const log = await openMnemosyneLog(path, { session: 'a1b2', nowUs: clock(1762695923_120456) });
  await log.append('session_started');
  await log.append('server_started', { server_type: 'api', listen_addr: '127.0.0.1:3000' });
  await log.append('phase_transition', { from: 'plan', to: 'build' }, { trace: 'c-1' });
  await log.append('session_ended');
  await log.close();
  const [, started, phase] = eventsOf(path);
  expect(Object.keys(started!)).toEqual([
    'id',
    'instance_id',
    'type',
    'server_type',
    'listen_addr',
    'timestamp',
  ]);
  expect(started).toMatchObject({
    instance_id: 'a1b2',
    type: 'server_started',
    timestamp: '2025-11-09T13:45:25.120456Z',
  });
  expect(phase).toMatchObject({ correlation_id: 'c-1', from: 'plan', to: 'build' });
  expect(new Set(eventsOf(path).map(({ id }) => id)).size).toBe(4);
  // The server was started and runs on.
  expect(await judged(path)).toMatchObject({ dialect: 'mnemosyne', events: 4, findings: ['span-open'] });
});

test('agentbus: the envelope and the payload beside it', async () => {
  const path = join(directory(), 'log.jsonl');
  const log = await openAgentbusLog(path, {
    session: 'session_1',
    trace: 't-1',
    nowUs: clock(1764064800_123456),
  });
  await log.append('session.started', { phase: 3 });
  await log.append('agent.invoked', { agent: 'tester' });
  await log.append('agent.completed', {
    agent: 'tester',
    duration_ms: 5230,
    tokens_used: 8100,
    exit_code: 0,
  });
  await log.close();
  expect(linesOf(path)[1]).toBe(
    '{"timestamp": "2025-11-25T10:00:02.123456+00:00", "session_id": "session_1", "trace_id": "t-1", "event_type": "agent.invoked", "agent": "tester"}',
  );
  expect(await judged(path)).toMatchObject({
    findings: [],
    events: 3,
    dialect: 'agentbus',
    spans: ['agent ok'],
  });
});

test('amplifier: ts, event and data; any other type too', async () => {
  const path = join(directory(), 'log.jsonl');
  const log = await openAmplifierLog(path, { session: 's-1', nowUs: clock(1766002882_794000) });
  await log.append('prompt:submit', { prompt: 'Füße' });
  await log.append('tool:pre', { tool_name: 'read_file', tool_call_id: 'c1' });
  await log.append('tool:post', { tool_name: 'read_file', tool_call_id: 'c1', result: { success: true } });
  await log.append('module:own', { any: 1 });
  await log.append('prompt:complete', { response: 'done' });
  await log.close();
  expect(linesOf(path)[0]).toBe(
    '{"ts": "2025-12-17T20:21:23.794000+00:00", "event": "prompt:submit", "session_id": "s-1", "data": {"prompt": "Füße"}}',
  );
  expect(await judged(path)).toMatchObject({ findings: [], events: 5, dialect: 'amplifier' });
});

test('generic: time, type, session and the data flat; a new log is private', async () => {
  const path = join(directory(), 'log.jsonl');
  const log = await openEventLog(path, { session: 's-1', nowUs: clock(0) });
  await log.append('deploy', { version: '1.2' });
  await log.appendMany([{ type: 'a' }, { type: 'b', data: { n: 1 }, timeUs: 5_500_000 }]);
  await log.close();
  expect(linesOf(path)).toEqual([
    '{"timestamp":"1970-01-01T00:00:01.000000Z","event":"deploy","session_id":"s-1","version":"1.2"}',
    '{"timestamp":"1970-01-01T00:00:02.000000Z","event":"a","session_id":"s-1"}',
    '{"timestamp":"1970-01-01T00:00:05.500000Z","event":"b","session_id":"s-1","n":1}',
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await judged(path)).toMatchObject({ findings: [], events: 3, dialect: 'generic' });
});

test('secrets are taken out of data and hook input, and the spelling stays', async () => {
  const path = join(directory(), 'log.jsonl');
  const log = await openMacfLog(path, { session: SESSION, cycle: 1, git: null, nowUs: clock(0) });
  await log.append('mode_change', { mode: 'é', password: 'hunter2' }, { hookInput: { api_key: 'abcdefgh' } });
  await log.close();
  const [line] = linesOf(path);
  expect(line).toContain('"mode": "\\u00e9", "password": "***REDACTED***"}');
  expect(line).toContain('"hook_input": {"api_key": "***REDACTED***"}');
});

test('a study that is not named is the one that the log ends in', async () => {
  const path = join(directory(), 'log.ndjson');
  const log = await openEventLog(path, { dialect: 'study' });
  await expect(log.append('study_blocked', { reason: null })).rejects.toThrow(
    'event_data.study_name (string)',
  );
  await log.append('study_blocked', { study_name: 'n45', reason: null });
  await log.append('study_blocked', { reason: 'again' });
  await log.close();
  expect(eventsOf(path).map(({ event_data }) => event_data)).toEqual([
    { study_name: 'n45', reason: null },
    { study_name: 'n45', reason: 'again' },
  ]);
  const telemetry = await openStudyLog('n45', { path: `${path}.2` });
  await telemetry.trialComplete({ case_name: 'a', stage_index: 0, trial_index: 1, success: true });
  await telemetry.close();
  expect(eventsOf(`${path}.2`)[0]?.event_data).toMatchObject({ runtime_seconds: null, metrics: null });
  // It says nothing of when the trial began.
  expect((await judged(`${path}.2`)).findings).toEqual(['span-orphan']);
});

test("whose a macf event is: its data's, else what was given, else the hook's, else the log's last", async () => {
  const path = join(directory(), 'log.jsonl');
  const log = await openMacfLog(path, { cycle: 1, git: null });
  const hookInput = { session_id: 'of-hook-1' };
  await log.append('mode_change', { mode: 'A' }, { hookInput });
  await log.append('mode_change', { mode: 'A' }, { hookInput, session: 'of-option' });
  await log.append(
    'mode_change',
    { mode: 'A', session_id: 'of-data-1' },
    { hookInput, session: 'of-option' },
  );
  await log.append('mode_change', { mode: 'A' });
  await log.close();
  const seen = eventsOf(path).map(({ breadcrumb, data }) => [
    String(breadcrumb).split('/')[0],
    (data as { session_id?: string }).session_id,
  ]);
  expect(seen).toEqual([
    ['s_of-hook-', 'of-hook-1'],
    ['s_of-optio', 'of-option'],
    ['s_of-data-', 'of-data-1'],
    ['s_of-data-', 'of-data-1'],
  ]);
});

test('fields are checked by the compiler, others may stand beside them', async () => {
  const log = await openMnemosyneLog(join(directory(), 'log.jsonl'));
  await log.append('heartbeat', { beside: 1 });
  // @ts-expect-error the type does not exist
  await expect(log.append('heartbeet')).rejects.toThrow('no event type');
  // @ts-expect-error a field is missing
  await log.append('cli_command_started', { command: 'x' });
  await expect(
    // @ts-expect-error a field is no number
    log.append('cli_command_failed', { command: 'x', error: 'y', duration_ms: 'z' }),
  ).rejects.toThrow('duration_ms (number or null)');
  await log.close();
});

const WRONG: readonly (readonly [dialect: DialectName, type: string, data: object, message: RegExp])[] = [
  ['macf', 'Tool-Call', {}, /lower-case/],
  ['study', 'study_started', {}, /no event type/],
  ['mnemosyne', 'cli_comand_started', {}, /no event type/],
  ['agentbus', 'agent-completed', {}, /no event type/],
  [
    'study',
    'trial_complete',
    { study_name: 'a', case_name: 7, success: true },
    /event_data.case_name \(string\), event_data.stage_index \(number\), event_data.trial_index \(number\)$/,
  ],
  ['agentbus', 'task.started', { trace_id: 7 }, /trace_id \(string or null\)/],
  ['generic', 'a', { event: 'b' }, /where the event's type stands/],
  ['mnemosyne', 'heartbeat', { type: 'b' }, /where the event's type stands/],
];

test.each(WRONG)(
  '%s: %s with %j is asked wrongly, and nothing is written',
  async (dialect, type, data, message) => {
    const path = join(directory(), 'log.jsonl');
    const log = await openEventLog(path, { dialect, session: 's', cycle: 1, git: null });
    await expect(log.append(type, { ...data })).rejects.toThrow(message);
    await log.close();
    expect(linesOf(path)).toEqual([]);
  },
);
