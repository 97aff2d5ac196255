/** A saved provider of a snapshot: an account at Anthropic, whose key is `sk-ant-stored-<slug>`. */
import { compileProvider, connectAt, type CompiledProvider } from '../src/routing/compiled-provider.ts';
import { anthropic } from '../src/providers/anthropic/index.ts';

/** As an entry of a workspace's providers. */
export function savedProvider(slug: string, expiresAt: number | null = null): [string, CompiledProvider] {
  const credentials = { key: `sk-ant-stored-${slug}`, configurations: {} };
  const compiled = compileProvider({
    slug,
    accountId: `i-${slug}`,
    expiresAt,
    isStored: true,
    provider: anthropic,
    connect: (host) => connectAt(anthropic, credentials, host),
  });
  return [slug, compiled];
}
