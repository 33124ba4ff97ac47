/** The state of one Service: endpoints, profile, and the policy of traffic to it. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.service;
