/** @file Searches of a project as far as they got: whoever runs one writes it here, and goes on after a reload. */
import { database, type KeptSearch } from "./database.ts";

export async function putSearch(search: KeptSearch): Promise<void> {
  await database().searches.put(search);
}

export async function getSearch(project: string, id: string): Promise<KeptSearch | undefined> {
  return database().searches.get([project, id]);
}

/** All of a project. */
export async function searchesOf(project: string): Promise<readonly KeptSearch[]> {
  return database().searches.where("project").equals(project).toArray();
}

export async function deleteSearch(project: string, id: string): Promise<void> {
  await database().searches.delete([project, id]);
}
