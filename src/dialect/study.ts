/**
 * study: telemetry of experiment studies. A line is known by one of the study's event types and an `event_data` object.
 * Source of the rules: dialects.md, study.
 */
import { parsePath } from '../base/path.ts';
import type { Dialect } from '../model/dialect.ts';

const TYPES = [
  'study_start',
  'study_complete',
  'study_aborted',
  'study_blocked',
  'stage_start',
  'stage_complete',
  'stage_aborted',
  'trial_start',
  'trial_complete',
  'trial_failed',
  'legality_check',
  'base_case_verification',
  'abort_evaluation',
];

const EVENT_TYPE = parsePath('event_type');
const STUDY_NAME = parsePath('event_data.study_name');

/** The study dialect: the study's name is both session and workflow; durations in milliseconds. */
export const study: Dialect = Object.freeze<Dialect>({
  name: 'study',
  detect: [
    [
      { path: EVENT_TYPE, is: 'in', values: TYPES },
      { path: parsePath('event_data'), is: 'object' },
    ],
  ],
  roles: {
    time: [{ path: parsePath('timestamp'), extract: { as: 'time' } }],
    type: [{ path: EVENT_TYPE, extract: { as: 'text' } }],
    session: [{ path: STUDY_NAME, extract: { as: 'text' } }],
    workflow: [{ path: STUDY_NAME, extract: { as: 'text' } }],
    duration: [{ path: parsePath('event_data.runtime_seconds'), extract: { as: 'number', scale: 1000 } }],
    status: [
      { path: parsePath('event_data.success'), extract: { as: 'success' } },
      { path: parsePath('event_data.legal'), extract: { as: 'success' } },
      { path: EVENT_TYPE, extract: { as: 'error-type', globs: ['*_failed', '*_aborted', '*_blocked'] } },
    ],
    summary: [
      {
        path: EVENT_TYPE,
        extract: {
          as: 'template',
          sentences: {
            study_start:
              'Study[ {event_data.study_name}] started[: {event_data.total_stages} stages][, {event_data.safety_domain}]',
            study_complete: 'Study[ {event_data.study_name}] completed[ in {event_data.runtime_seconds} s]',
            study_aborted:
              'Study[ {event_data.study_name}] aborted[ at stage {event_data.stage_index}][: {event_data.abort_reason}]',
            study_blocked: 'Study[ {event_data.study_name}] blocked[: {event_data.reason}]',
            stage_start:
              'Stage[ {event_data.stage_index}][ {event_data.stage_name}] started[: budget of {event_data.trial_budget} trials]',
            stage_complete:
              'Stage[ {event_data.stage_index}] completed[: {event_data.trials_executed} trials][ in {event_data.runtime_seconds} s]',
            stage_aborted: 'Stage[ {event_data.stage_index}] aborted[: {event_data.reason}]',
            trial_start: 'Trial[ {event_data.trial_index}][ {event_data.case_name}] started',
            trial_complete:
              'Trial[ {event_data.trial_index}][ {event_data.case_name}] completed[ in {event_data.runtime_seconds} s][, success: {event_data.success}]',
            trial_failed:
              'Trial[ {event_data.trial_index}][ {event_data.case_name}] failed[: {event_data.failure_type}][: {event_data.failure_reason}]',
            legality_check: 'Legality check[, legal: {event_data.legal}][: {event_data.reason}]',
            base_case_verification:
              'Base case verification[, success: {event_data.success}][: {event_data.reason}]',
            abort_evaluation:
              'Abort evaluated[ at stage {event_data.stage_index}][, abort: {event_data.should_abort}][: {event_data.reason}]',
          },
        },
      },
    ],
  },
  types: TYPES,
});
