package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.Gate;
import io.reactivemesh.proxy.stack.Service;

/**
 * The part of a stack that belongs to one endpoint.
 *
 * @param service its top
 * @param gate whether it may be chosen
 * @param close gives it up: idle connections close now, busy ones after their response
 * @param <C> the kind of call
 */
record EndpointStack<C extends Call>(Service<C> service, Gate gate, Runnable close) {}
