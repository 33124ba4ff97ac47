/** The state of one Service: endpoints and profile. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.service;
