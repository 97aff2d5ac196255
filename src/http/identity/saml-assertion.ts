/**
 * What must hold of an assertion whose signature holds. Source: SAML 2.0, Web Browser SSO Profile. The library checks signatures and
 * conditions; who, for whom and in answer to what is checked here, on nothing but signed elements.
 */
import type { SamlAnswer, SamlClient } from '../../control/single-sign-on/directory.ts';
import { attributeOf, childrenOf, onlyChild, textOf, type XmlNode } from './saml-xml.ts';

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

interface Expected {
  client: SamlClient;
  /** null = nobody asked. */
  requestId: string | null;
  /** ms since the epoch. */
  now: number;
}

/** Throws where something does not hold. */
export function readAssertion(assertion: XmlNode, expected: Expected): SamlAnswer {
  const id = attributeOf(assertion, 'ID');
  if (id === null || id === '') throw new Error('the assertion has no ID');
  const issuer = textOf(onlyChild(assertion, 'Issuer'));
  if (issuer !== expected.client.settings.entityId) throw new Error('the assertion is of another issuer');
  const subject = onlyChild(assertion, 'Subject');
  const nameId = onlyChild(subject, 'NameID');
  if (textOf(nameId) === '') throw new Error('the assertion names nobody');
  if (attributeOf(nameId, 'Format') === TRANSIENT) {
    throw new Error(
      'the NameID is transient, so that nobody can be known again: have the directory send a lasting one',
    );
  }
  const statement = childrenOf(assertion, 'AuthnStatement')[0];
  if (statement === undefined) throw new Error('the assertion does not say that anybody signed in');
  return {
    id,
    expiresAt: confirmedUntil(subject, expected),
    name: {
      value: textOf(nameId),
      format: attributeOf(nameId, 'Format'),
      nameQualifier: attributeOf(nameId, 'NameQualifier'),
      spNameQualifier: attributeOf(nameId, 'SPNameQualifier'),
    },
    sessionIndex: attributeOf(statement, 'SessionIndex'),
    sessionEndsAt: sessionEnd(statement, expected.now),
    attributes: attributesIn(assertion),
  };
}

/** Throws for an end that is no time, or is over. Source: SAML 2.0 Core §2.7.2, SessionNotOnOrAfter. */
function sessionEnd(statement: XmlNode, now: number): number | null {
  const said = attributeOf(statement, 'SessionNotOnOrAfter');
  if (said === null) return null;
  const end = Date.parse(said);
  // A comparison with what is no time is false.
  if (!(end > now)) throw new Error('the session at the directory is over');
  return end;
}

/** Throws unless one of the confirmations is for us, now, and in answer to the request. */
function confirmedUntil(subject: XmlNode, { client, requestId, now }: Expected): number {
  for (const confirmation of childrenOf(subject, 'SubjectConfirmation')) {
    const [data] = childrenOf(confirmation, 'SubjectConfirmationData');
    if (data === undefined || attributeOf(confirmation, 'Method') !== BEARER) continue;
    const until = Date.parse(attributeOf(data, 'NotOnOrAfter') ?? '') + client.settings.clockSkewSeconds * 1000;
    const isForUs = attributeOf(data, 'Recipient') === client.callbackUrl;
    if (isForUs && until > now && attributeOf(data, 'InResponseTo') === requestId) return until;
  }
  throw new Error('the assertion is not for this recipient, this request and this time');
}

function attributesIn(assertion: XmlNode): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const attribute of childrenOf(assertion, 'AttributeStatement').flatMap((one) => childrenOf(one, 'Attribute'))) {
    const name = attributeOf(attribute, 'Name');
    if (name === null) continue;
    const values = childrenOf(attribute, 'AttributeValue').map(textOf);
    found.set(name, [...(found.get(name) ?? []), ...values]);
  }
  return found;
}
