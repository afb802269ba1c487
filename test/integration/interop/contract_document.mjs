// The API's description, made strict: what Prism shall hold the client to goes beyond what the document demands.
import { readFileSync } from 'node:fs';

const source = new URL('../../../codegen/cloud-governance.openapi.json', import.meta.url);

/** Members that published examples use although the description lacks them: schema -> { name: member it is like }. */
const supplement = { DynamicRequestTemplateModel: { galleries: 'activityGalleries' } };

/**
 * The description with changes.
 *
 * - Objects take no member that is not described, so that a misspelled name in a body is a violation; without that all
 *   would be well, because no member is required.
 * - Each 200 has a header field `x-operation` that names the operation. Prism answers it, so the client learns which
 *   operation Prism took its request for: several path templates overlap.
 * - The members of `supplement` are described.
 * - No member is read-only: what was read, changed and sent back has them too, and their types are to be validated.
 * - Integers of 64 bits are integers of any size: a validator in JavaScript knows 53 bits only.
 * - `isSuccess` is true: an answer that says otherwise is a failed call.
 */
export function strict_document() {
  const document = JSON.parse(readFileSync(source, 'utf8'));
  for (const [name, members] of Object.entries(supplement)) {
    const { properties } = document.components.schemas[name];
    for (const [member, like] of Object.entries(members)) properties[member] = properties[like];
  }
  for (const schema of Object.values(document.components.schemas)) {
    if (schema.type === 'object') schema.additionalProperties ??= false;
  }
  for (const schema of Object.values(document.components.schemas)) {
    for (const property of Object.values(schema.properties ?? {})) {
      delete property.readOnly;
      if (property.format === 'int64') delete property.format;
    }
    if (schema.properties?.isSuccess) schema.properties.isSuccess = { type: 'boolean', enum: [true] };
  }
  for (const operation of operations_of(document)) {
    const header = { schema: { type: 'string', enum: [operation.operationId] } };
    operation.responses['200'].headers = { 'x-operation': header };
  }
  return document;
}

/** All operations of a document. */
export function operations_of(document) {
  return Object.values(document.paths).flatMap((verbs) => Object.values(verbs));
}

/** Whether an operation's answer holds a schema that holds itself, at any depth. */
export function answers_recursively(document, operation) {
  const open = [];
  const visit = (value) => {
    if (!value || typeof value !== 'object') return false;
    if (value.$ref) {
      if (open.includes(value.$ref)) return true;
      open.push(value.$ref);
      const found = visit(value.$ref.slice(2).split('/').reduce((at, step) => at[step], document));
      open.pop();
      return found;
    }
    return Object.values(value).some(visit);
  };
  return visit(operation.responses['200']);
}
