/** What the events of a study hold, by type: the fields of `event_data` as they stand in the log. Source: dialects.md, study. */
import type { ExactNumber } from './spell.ts';

/** Seconds; `float(3600)` is written `3600.0`, as Python does. */
type Seconds = number | ExactNumber;

/** By type. `study_name` is filled in; what may be null is null where it is left out. */
export interface StudyData {
  /** A study begins. */
  study_start: { study_name?: string; safety_domain: string; total_stages: number };
  /** It ran to its end. */
  study_complete: {
    study_name?: string;
    final_survivors: readonly string[];
    runtime_seconds?: Seconds | null;
  };
  /** It was given up. */
  study_aborted: { study_name?: string; abort_reason?: string | null; stage_index?: number | null };
  /** It was not let begin. */
  study_blocked: { study_name?: string; reason?: string | null };
  /** A stage begins, with so many trials to spend. */
  stage_start: {
    study_name?: string;
    stage_index: number;
    stage_name?: string | null;
    trial_budget?: number | null;
  };
  /** A stage ended, and these cases go on. */
  stage_complete: {
    study_name?: string;
    stage_index: number;
    survivors: readonly string[];
    trials_executed: number;
    runtime_seconds?: Seconds | null;
  };
  /** A stage was given up; after `stage_complete`, it corrects that. */
  stage_aborted: { study_name?: string; stage_index: number; reason?: string | null };
  /** A trial of a case begins. */
  trial_start: { study_name?: string; case_name: string; stage_index: number; trial_index: number };
  /** A trial ran to its end, well or not. */
  trial_complete: {
    study_name?: string;
    case_name: string;
    stage_index: number;
    trial_index: number;
    success: boolean;
    runtime_seconds?: Seconds | null;
    metrics?: object | null;
  };
  /** A trial broke off. */
  trial_failed: {
    study_name?: string;
    case_name: string;
    stage_index: number;
    trial_index: number;
    failure_type?: string | null;
    failure_reason?: string | null;
  };
  /** Whether the study may be run at all. */
  legality_check: { study_name?: string; legal: boolean; reason?: string | null };
  /** Whether the base case runs. */
  base_case_verification: { study_name?: string; success: boolean; reason?: string | null };
  /** Whether the study is to be given up. */
  abort_evaluation: {
    study_name?: string;
    stage_index?: number | null;
    should_abort: boolean;
    reason?: string | null;
  };
}
