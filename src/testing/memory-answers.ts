/** @file A store of answers that lasts as long as the test. */
import type { AnsweredBy, AnswerStore, Stored } from "../platform/answer-store.ts";

export function memoryAnswers(): AnswerStore & { readonly groups: ReadonlyMap<string, ReadonlyMap<string, Stored>> } {
  const groups = new Map<string, Map<string, Stored>>();
  const by = new Map<string, AnsweredBy>();
  return {
    groups,
    async find(group, each) {
      for (const [key, stored] of groups.get(group) ?? []) each(key, stored);
      return by.get(group) ?? null;
    },
    async add(group, answers, about) {
      groups.set(group, new Map([...(groups.get(group) ?? []), ...answers]));
      by.set(group, about);
    },
  };
}
