/** The end of a form of settings: what went wrong, or that it is saved, and the button. */
import { useHolds } from '../../api/queries/session.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/states.tsx';

interface SaveBarProps {
  isBusy: boolean;
  isSaved: boolean;
  /** From when on it holds. */
  saved?: string;
  error: unknown;
}

export function SaveBar({ isBusy, isSaved, saved = 'Saved. It holds from the next request on.', error }: SaveBarProps) {
  const mayChange = useHolds('organisation_settings.update');
  return (
    <>
      {error !== null && error !== undefined && (
        <div className="-mx-4">
          <ErrorState error={error} />
        </div>
      )}
      <div className="flex items-center justify-end gap-3">
        {isSaved && (
          <p role="status" className="text-sm text-ok">
            {saved}
          </p>
        )}
        <Button type="submit" look="primary" busy={isBusy} disabled={!mayChange}>
          Save
        </Button>
      </div>
    </>
  );
}
