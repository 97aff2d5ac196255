/** Mail by SMTP. */
import { createTransport } from 'nodemailer';
import type { Logger } from '../../observe/logger.ts';
import type { Mailer } from '../../control/mailer.ts';

const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;

export interface SmtpOptions {
  /** `smtp://user:password@host:587`, or `smtps://…` for TLS from the first byte. */
  url: string;
  /** As `Tollgate <tollgate@example.com>`. */
  from: string;
  logger: Logger;
}

/** What the mail server refuses is an error in the operator's log; the text of the mail, which holds a link, is not. */
export function createSmtpMailer({ url, from, logger }: SmtpOptions): Mailer {
  const timeouts = { connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: ANSWER_MS };
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true }, { from });
  return {
    async send({ to, subject, text }) {
      try {
        await transport.sendMail({ to: { name: '', address: to }, subject, text });
        return true;
      } catch (error) {
        logger.error('A mail was not sent.', { subject, error });
        return false;
      }
    },
  };
}
