/** @file Searches of a project as far as they got: whoever runs one writes it here, and goes on after a reload. */
import { database, type KeptSearch } from "./database.ts";

export async function putSearch(search: KeptSearch): Promise<void> {
  await database().searches.put(search);
}

export async function getSearch(project: string, id: string): Promise<KeptSearch | undefined> {
  return database().searches.get([project, id]);
}
