/** The schema of a column of the log as the admin API shows it. */
import { z } from 'zod';
import type { Field } from '../../storage/ports/log/fields.ts';

/** `objects`: what a column holds that holds objects. */
export function columnSchema(field: Field, objects: z.ZodType = z.record(z.string(), z.unknown())): z.ZodType {
  const schema = typeSchema(field, objects);
  return (field.isNullable ? schema.nullable() : schema).meta({ description: field.about });
}

function typeSchema(field: Field, objects: z.ZodType): z.ZodType {
  switch (field.type) {
    case 'text':
      return z.string();
    case 'integer':
      return z.int();
    case 'number':
      return z.number();
    case 'boolean':
      return z.boolean();
    case 'json':
      switch (field.holds) {
        case 'texts':
          return z.array(z.string());
        case 'texts-by-name':
          return z.record(z.string(), z.string());
        case 'objects':
          return z.array(objects);
      }
  }
}
