/** Pure stream stages and flows of the discovery services; knows neither actors nor Kubernetes. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.discovery.stage;
