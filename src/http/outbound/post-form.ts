/** One small form POST with a whole answer: for token endpoints. */
import type { PostForm } from '../../gateway/credentials/google-oauth.ts';
import type { Ask } from '../../gateway/credentials/token-parts.ts';

export function createPostForm({ ask }: { ask: Ask }): PostForm {
  return (url, form) =>
    ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
    });
}
