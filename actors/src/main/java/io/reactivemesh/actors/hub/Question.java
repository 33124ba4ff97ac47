package io.reactivemesh.actors.hub;

import io.reactivemesh.discovery.model.Revision;
import java.util.Map;

/**
 * Something to ask of a key's document. Equal questions are one question: implement it as a record.
 *
 * @param <D> the document
 * @param <A> the answer; compared by value, except for the revision it stands at
 */
interface Question<D, A> {
    /**
     * Whom and what the answer is for, reduced to what it depends on: questions with equal scopes get the same answer object.
     *
     * @param zoneByNode zones of the nodes
     */
    Object scope(D document, Map<String, String> zoneByNode);

    A answer(D document, Revision revision, Map<String, String> zoneByNode);
}
