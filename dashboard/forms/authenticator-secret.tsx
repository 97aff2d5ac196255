/** The secret that an authenticator app takes: as a QR code, and as text for typing. */
import { renderSVG } from 'uqr';

export function AuthenticatorSecret({ uri, secret }: { uri: string; secret: string }) {
  const image = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`;
  return (
    <div className="flex flex-col items-center gap-3">
      <img
        src={image}
        alt="QR code for an authenticator app"
        width={184}
        height={184}
        className="rounded-md bg-white"
      />
      <p className="w-full text-xs text-ink-soft">
        Or type this into the app: <code className="font-mono text-ink">{secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
      </p>
    </div>
  );
}
