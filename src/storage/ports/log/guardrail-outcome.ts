/** What one guardrail did to a request or to its answer. No text of anybody. */
export interface GuardrailOutcome {
  /** Slug, or the name of one written into a config. */
  id: string;
  side: 'input' | 'output';
  /** `would_…` of one that only watches; `unfinished` when the row was written first. */
  outcome: 'passed' | 'changed' | 'reported' | 'denied' | 'would_change' | 'would_report' | 'would_deny' | 'unfinished';
  ms: number;
  checks: {
    id: string;
    verdict: boolean;
    error: string | null;
    ms: number;
    /** How many places of each kind, as `EMAIL_ADDRESS=2 SSN=1`; null = it does not look for places. */
    found: string | null;
    /** Places that were passed over because somebody has marked them as false. Absent = none. */
    excepted?: number;
  }[];
}
