/** The port through which mail is sent: invitations and forgotten passwords. http/outbound/smtp.ts implements it. */

export interface Mail {
  /** One address. */
  to: string;
  subject: string;
  /** Plain text. */
  text: string;
}

export interface Mailer {
  /** True when the mail server has taken it. False when it has not, which the operator's log then says; never throws. */
  send(mail: Mail): Promise<boolean>;
}
