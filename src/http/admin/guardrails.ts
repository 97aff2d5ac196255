/** The routes of guardrails. */
import { Nothing } from '../../control/fields.ts';
import { createGuardrail } from '../../control/guardrails/create.ts';
import { deleteGuardrail } from '../../control/guardrails/delete.ts';
import { dryRunGuardrail } from '../../control/guardrails/dry-run.ts';
import { createException, deleteException, listExceptions } from '../../control/guardrails/exceptions.ts';
import { getGuardrail } from '../../control/guardrails/get.ts';
import { invokeGuardrail } from '../../control/guardrails/invoke.ts';
import { listChecks } from '../../control/guardrails/list-checks.ts';
import { listGuardrailVersions } from '../../control/guardrails/list-versions.ts';
import { listPacks } from '../../control/guardrails/list-packs.ts';
import { listGuardrails } from '../../control/guardrails/list.ts';
import { reportGuardrails } from '../../control/guardrails/report.ts';
import * as guardrail from '../../control/guardrails/schemas.ts';
import { updateGuardrail } from '../../control/guardrails/update.ts';
import { get, post, put, remove, type Route } from './route.ts';

export const GUARDRAIL_ROUTES: readonly Route[] = [
  get('/guardrails', listGuardrails, [guardrail.ListGuardrails, guardrail.GuardrailList]),
  post('/guardrails', createGuardrail, [guardrail.CreateGuardrail, guardrail.GuardrailIds]),
  get('/guardrails/checks', listChecks, [guardrail.ListChecks, guardrail.CheckList]),
  get('/guardrails/packs', listPacks, [guardrail.ListPacks, guardrail.PackList]),
  get('/guardrails/report', reportGuardrails, [guardrail.ReportGuardrails, guardrail.GuardrailReport]),
  get('/guardrails/{guardrailId}', getGuardrail, [guardrail.GetGuardrail, guardrail.GuardrailDetail]),
  put('/guardrails/{guardrailId}', updateGuardrail, [guardrail.UpdateGuardrail, guardrail.GuardrailIds]),
  remove('/guardrails/{guardrailId}', deleteGuardrail, [guardrail.DeleteGuardrail, Nothing]),
  post('/guardrails/{guardrailId}/invoke', invokeGuardrail, [guardrail.InvokeGuardrail, guardrail.InvokedGuardrail]),
  post('/guardrails/{guardrailId}/dry-run', dryRunGuardrail, [guardrail.DryRunGuardrail, guardrail.DryRunResult]),
  get('/guardrails/{guardrailId}/exceptions', listExceptions, [guardrail.ListExceptions, guardrail.ExceptionList]),
  post('/guardrails/{guardrailId}/exceptions', createException, [guardrail.CreateException, guardrail.ExceptionView]),
  remove('/guardrails/{guardrailId}/exceptions/{exceptionId}', deleteException, [guardrail.DeleteException, Nothing]),
  get('/guardrails/{guardrailId}/versions', listGuardrailVersions, [
    guardrail.ListGuardrailVersions,
    guardrail.GuardrailVersionList,
  ]),
];
