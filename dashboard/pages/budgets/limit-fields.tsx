/** The fields of one limit: of an owner's, and of a policy's. */
import { Field, Input, Select } from '../../ui/field.tsx';
import { type LimitDraft, UNITS, type Unit } from './limit-draft.ts';

interface LimitFieldsProps {
  draft: LimitDraft;
  /** What it limits, and by what, is kept. */
  isKept: boolean;
  /** Whoever it is of may have a limit of speed. */
  hasSpeed: boolean;
  onChange: (draft: LimitDraft) => void;
}

export function LimitFields({ draft, isKept, hasSpeed, onChange }: LimitFieldsProps) {
  const change = (part: Partial<LimitDraft>): void => onChange({ ...draft, ...part });
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Limit by">
        {(ids) => (
          <Select
            {...ids}
            disabled={isKept}
            value={draft.what === 'speed' ? `speed ${draft.per}` : `${draft.what} ${draft.type}`}
            onChange={(event) => change(WHATS[event.target.value as keyof typeof WHATS])}
          >
            {Object.entries(WHAT_TEXTS)
              .filter(([value]) => hasSpeed || !value.startsWith('speed'))
              .map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
          </Select>
        )}
      </Field>
      {draft.what === 'speed' ? (
        <SpeedFields draft={draft} change={change} />
      ) : (
        <Field label={draft.type === 'cost' ? 'Dollars' : draft.type === 'tokens' ? 'Tokens' : 'Requests'}>
          {(ids) => (
            <Input
              {...ids}
              required
              inputMode="decimal"
              value={draft.amount}
              onChange={(event) => change({ amount: event.target.value.trim() })}
            />
          )}
        </Field>
      )}
      {draft.what === 'budget' && <BudgetFields draft={draft} change={change} />}
      {draft.what === 'rate' && <RateField draft={draft} change={change} />}
    </div>
  );
}

const WHAT_TEXTS = {
  'budget cost': 'Budget in dollars',
  'budget tokens': 'Budget in tokens',
  'budget requests': 'Budget in requests',
  'rate requests': 'Rate of requests',
  'rate tokens': 'Rate of tokens',
  'speed session': 'Speed of each session',
  'speed key': 'Speed of each API key',
} as const;

const WHATS = {
  'budget cost': { what: 'budget', type: 'cost' },
  'budget tokens': { what: 'budget', type: 'tokens' },
  'budget requests': { what: 'budget', type: 'requests' },
  'rate requests': { what: 'rate', type: 'requests' },
  'rate tokens': { what: 'rate', type: 'tokens' },
  'speed session': { what: 'speed', type: 'cost', per: 'session' },
  'speed key': { what: 'speed', type: 'cost', per: 'key' },
} as const;

interface PartProps {
  draft: LimitDraft;
  change: (part: Partial<LimitDraft>) => void;
}

function BudgetFields({ draft, change }: PartProps) {
  return (
    <>
      <Field label="Resets" help="At midnight, in the time zone of the gateway.">
        {(ids) => (
          <Select
            {...ids}
            value={draft.reset}
            onChange={(event) => change({ reset: event.target.value as LimitDraft['reset'] })}
          >
            <option value="daily">every day</option>
            <option value="weekly">every week</option>
            <option value="monthly">every month</option>
            <option value="days">every so many days</option>
            <option value="">never</option>
          </Select>
        )}
      </Field>
      {draft.reset === 'days' && (
        <Field label="Days" help="At most 365. Counted from today, or on from where they stand.">
          {(ids) => (
            <Input
              {...ids}
              required
              inputMode="numeric"
              value={draft.days}
              onChange={(event) => change({ days: event.target.value.trim() })}
            />
          )}
        </Field>
      )}
      <Field label="Tell people at" optional help="Beside the organisation’s percentages.">
        {(ids) => (
          <Input
            {...ids}
            inputMode="decimal"
            value={draft.alert}
            onChange={(event) => change({ alert: event.target.value.trim() })}
          />
        )}
      </Field>
      <label className="col-span-2 flex items-center gap-2 text-sm">
        <input type="checkbox" checked={draft.isSoft} onChange={(event) => change({ isSoft: event.target.checked })} />
        Warn only: a request that passes the limit is served
      </label>
    </>
  );
}

/** Against agents that run away. At least one of the two. */
function SpeedFields({ draft, change }: PartProps) {
  return (
    <>
      <Field label="Dollars a minute" optional>
        {(ids) => (
          <Input
            {...ids}
            required={draft.agents === ''}
            inputMode="decimal"
            value={draft.amount}
            onChange={(event) => change({ amount: event.target.value.trim() })}
          />
        )}
      </Field>
      <Field label="Subagents at a time" optional help="Claude Code waits for room and goes on.">
        {(ids) => (
          <Input
            {...ids}
            required={draft.amount === ''}
            inputMode="numeric"
            value={draft.agents}
            onChange={(event) => change({ agents: event.target.value.trim() })}
          />
        )}
      </Field>
    </>
  );
}

function RateField({ draft, change }: PartProps) {
  return (
    <Field label="In any">
      {(ids) => (
        <Select {...ids} value={draft.unit} onChange={(event) => change({ unit: event.target.value as Unit })}>
          {Object.entries(UNITS).map(([unit, text]) => (
            <option key={unit} value={unit}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
