/** Recovery codes, shown this once. */
import { CodeBlock } from '../ui/copy.tsx';

export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return <CodeBlock text={codes.join('\n')} label="the recovery codes" />;
}
