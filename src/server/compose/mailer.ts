/** Whether mail is sent, and by what: loaded only where a mail server is configured. */
import type { Logger } from '../../observe/logger.ts';
import type { Mailer } from '../../control/mailer.ts';
import type { ServerOptions } from '../config/options.ts';
import { missingPackage } from './missing-package.ts';

export async function openMailer({ smtp }: Pick<ServerOptions, 'smtp'>, logger: Logger): Promise<Mailer | null> {
  if (smtp === null) return null;
  try {
    const { createSmtpMailer } = await import('../../http/outbound/smtp.ts');
    return createSmtpMailer({ ...smtp, logger });
  } catch (error) {
    throw missingPackage('nodemailer', error) ?? error;
  }
}
