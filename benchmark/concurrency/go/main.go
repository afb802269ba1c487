// Go's net/http: one client, one transport, a goroutine for each caller.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type options struct {
	host, trust, base, target, token, body string
	port, calls, warmUp, inFlight          int
	connections                            int
}

func readOptions() options {
	var o options
	flag.StringVar(&o.host, "host", "127.0.0.1", "")
	flag.StringVar(&o.trust, "trust", "", "")
	flag.StringVar(&o.base, "base", "", "")
	flag.StringVar(&o.target, "target", "", "")
	flag.StringVar(&o.token, "token", "", "")
	flag.StringVar(&o.body, "body", "", "")
	flag.IntVar(&o.port, "port", 0, "")
	flag.IntVar(&o.calls, "calls", 1000, "")
	flag.IntVar(&o.warmUp, "warm-up", 100, "")
	flag.IntVar(&o.inFlight, "in-flight", 1, "")
	flag.IntVar(&o.connections, "connections", 1, "")
	flag.Parse()
	return o
}

func cpuMicroseconds() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	of := func(t syscall.Timeval) float64 { return float64(t.Sec)*1e6 + float64(t.Usec) }
	return of(usage.Utime) + of(usage.Stime)
}

func peakRSS() int {
	text, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			size, _ := strconv.Atoi(fields[1])
			return size
		}
	}
	return 0
}

func newClient(o options) (*http.Client, string) {
	transport := &http.Transport{
		MaxConnsPerHost:     o.connections,
		MaxIdleConns:        o.connections,
		MaxIdleConnsPerHost: o.connections,
		DisableCompression:  true,
	}
	scheme := "http"
	if o.trust != "" {
		scheme = "https"
		pem, err := os.ReadFile(o.trust)
		if err != nil {
			panic(err)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}
	}
	url := fmt.Sprintf("%s://%s:%d%s%s", scheme, o.host, o.port, o.base, o.target)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}, url
}

func call(client *http.Client, url, token string) error {
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	reply, err := client.Do(request)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	if _, err = io.ReadAll(reply.Body); err == nil && reply.StatusCode != 200 {
		err = fmt.Errorf("status %d", reply.StatusCode)
	}
	return err
}

// Makes the calls and returns their latencies in microseconds.
func run(client *http.Client, url string, o options, calls int) ([]float64, int, string) {
	var left, errors atomic.Int64
	var firstError atomic.Value
	left.Store(int64(calls))
	latencies := make([][]float64, o.inFlight)
	var callers sync.WaitGroup
	for at := 0; at < o.inFlight; at++ {
		callers.Add(1)
		go func(at int) {
			defer callers.Done()
			mine := make([]float64, 0, calls/o.inFlight+1)
			for left.Add(-1) >= 0 {
				begin := time.Now()
				if err := call(client, url, o.token); err != nil {
					errors.Add(1)
					firstError.CompareAndSwap(nil, err.Error())
					continue
				}
				mine = append(mine, float64(time.Since(begin).Nanoseconds())/1000)
			}
			latencies[at] = mine
		}(at)
	}
	callers.Wait()
	var all []float64
	for _, mine := range latencies {
		all = append(all, mine...)
	}
	reason, _ := firstError.Load().(string)
	return all, int(errors.Load()), reason
}

func main() {
	o := readOptions()
	client, url := newClient(o)
	run(client, url, o, o.warmUp)
	cpu, begin := cpuMicroseconds(), time.Now()
	latencies, errors, reason := run(client, url, o, o.calls)
	cpu = cpuMicroseconds() - cpu
	seconds := time.Since(begin).Seconds()
	sort.Float64s(latencies)
	quantile := func(share float64) float64 {
		if len(latencies) == 0 {
			return 0
		}
		at := int(share * float64(len(latencies)))
		if at >= len(latencies) {
			at = len(latencies) - 1
		}
		return latencies[at]
	}
	calls := len(latencies)
	if calls == 0 {
		calls = 1
	}
	line, _ := json.Marshal(map[string]any{
		"client": "go", "calls": len(latencies), "seconds": seconds, "cpu_us": cpu / float64(calls),
		"p50_us": quantile(0.5), "p99_us": quantile(0.99), "max_us": quantile(1), "max_rss_kb": peakRSS(),
		"errors": errors, "first_error": reason,
	})
	fmt.Println(string(line))
}
