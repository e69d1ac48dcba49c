// SPDX-License-Identifier: MIT
// Build: GO111MODULE=off GOPATH=/usr/share/gocode go build -o gofcr go_fcrdns.go   (Debian: golang-go golang-github-miekg-dns-dev)
// FCrDNS with goroutines and miekg/dns (the library inside zdns and dnsx): a floor for what those can reach.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

func ask(c *dns.Client, co *dns.Conn, name string, t uint16) (*dns.Msg, error) {
	m := new(dns.Msg)
	m.SetQuestion(name, t)
	for try := 0; ; try++ {
		r, _, err := c.ExchangeWithConn(m, co)
		if err == nil || try == 3 {
			return r, err
		}
	}
}

func main() {
	server, list := os.Args[1], os.Args[2]
	n, _ := strconv.Atoi(os.Args[3])
	f, _ := os.Open(list)
	in, out := make(chan string, 4096), make(chan string, 4096)
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c := &dns.Client{Timeout: 3 * time.Second}
			co, err := c.Dial(server)
			if err != nil {
				panic(err)
			}
			for ip := range in {
				rev, _ := dns.ReverseAddr(ip)
				addr := net.ParseIP(ip)
				r, err := ask(c, co, rev, dns.TypePTR)
				if err != nil {
					out <- ip + "\terror\t0\t0\n"
					continue
				}
				t := dns.TypeA
				if strings.Contains(ip, ":") {
					t = dns.TypeAAAA
				}
				names, good, any := 0, 0, false
				for _, rr := range r.Answer {
					p, ok := rr.(*dns.PTR)
					if !ok {
						continue
					}
					names++
					hit := false
					if fr, err := ask(c, co, p.Ptr, t); err == nil {
						for _, a := range fr.Answer {
							switch x := a.(type) {
							case *dns.A:
								any = true
								hit = hit || x.A.Equal(addr)
							case *dns.AAAA:
								any = true
								hit = hit || x.AAAA.Equal(addr)
							}
						}
					}
					if hit {
						good++
					}
				}
				v := "noptr"
				if good > 0 {
					v = "confirmed"
				} else if any {
					v = "mismatch"
				} else if names > 0 {
					v = "nxtarget"
				}
				out <- fmt.Sprintf("%s\t%s\t%d\t%d\n", ip, v, names, good)
			}
		}()
	}
	done := make(chan bool)
	go func() {
		w := bufio.NewWriter(os.Stdout)
		for s := range out {
			w.WriteString(s)
		}
		w.Flush()
		done <- true
	}()
	s := bufio.NewScanner(f)
	for s.Scan() {
		in <- s.Text()
	}
	close(in)
	wg.Wait()
	close(out)
	<-done
}
