/**
 * Signed webhooks, as the Standard Webhooks specification has them, so that receivers verify with the library of their
 * language. Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** The headers that sign a body at a time in seconds. The secret is `whsec_` and base64, or any other text. */
export function signatureHeaders(
  secret: string,
  message: { readonly id: string; readonly seconds: number; readonly body: string },
): Readonly<Record<string, string>> {
  const { id, seconds, body } = message;
  const key = secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
