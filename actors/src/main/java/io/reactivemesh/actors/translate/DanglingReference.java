package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Fact.RouteFact.Mention;

/**
 * Where a route names a Service, or a port of one, that is not there.
 *
 * @param place file and line, or {@code API server}
 * @param object {@code HTTPRoute emojivoto/voting}
 * @param role what it names the Service for
 * @param reason field, value, what is wrong, and what comes of it
 */
public record DanglingReference(String place, String object, Mention.Role role, String reason) {}
