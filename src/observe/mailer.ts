/** Mail, as a port: what sends it is chosen where the process is put together. */

export interface Mail {
  /** One address. */
  to: string;
  subject: string;
  /** Plain text. */
  text: string;
}

export interface Mailer {
  /** Resolves when the mail server has taken it. Throws when it does not. */
  send(mail: Mail): Promise<void>;
}
