/**
 * @file Changing protobuf messages without losing what we do not model.
 *
 * Fields of proto2 messages that are absent from the wire live on the message's prototype, so a plain
 * object spread would drop their defaults and the presence information with them.
 */
import type { Message } from "@bufbuild/protobuf";

/** A shallow copy with some fields replaced. Other fields, their presence and unknown fields are kept. */
export function withFields<T extends Message>(message: T, fields: Partial<T>): T {
  return Object.assign(Object.create(Object.getPrototypeOf(message) as object), message, fields) as T;
}
