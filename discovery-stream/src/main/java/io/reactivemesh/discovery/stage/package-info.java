/** What the streams of the discovery services do with the newest answers; pure; knows neither actors nor Kubernetes. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.discovery.stage;
