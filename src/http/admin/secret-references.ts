/** The routes of secret references. */
import { Nothing } from '../../control/fields.ts';
import {
  createSecretReference,
  deleteSecretReference,
  getSecretReference,
  listSecretReferences,
  testSecretReference,
  updateSecretReference,
} from '../../control/secret-references/references.ts';
import * as shape from '../../control/secret-references/schemas.ts';
import { get, post, put, remove, type Route } from './route.ts';

const ONE = '/secret-references/{secretReferenceId}';

export const SECRET_REFERENCE_ROUTES: readonly Route[] = [
  get('/secret-references', listSecretReferences, [shape.ListSecretReferences, shape.SecretReferenceList]),
  post('/secret-references', createSecretReference, [shape.CreateSecretReference, shape.CreatedSecretReference]),
  get(ONE, getSecretReference, [shape.SecretReferenceRef, shape.SecretReferenceDetail]),
  put(ONE, updateSecretReference, [shape.UpdateSecretReference, Nothing]),
  remove(ONE, deleteSecretReference, [shape.SecretReferenceRef, Nothing]),
  post(`${ONE}/test`, testSecretReference, [shape.SecretReferenceRef, shape.TestedSecretReference]),
];
