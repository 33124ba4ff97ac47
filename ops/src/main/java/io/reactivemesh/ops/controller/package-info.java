/** The control-plane node: the composition root of entities, services and admin server. Started by {@code mesh controller}. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.controller;
