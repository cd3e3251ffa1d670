s|^https://another.example/crm/lead/details/1017/|1017|
s|SO-001873 / SO-001874|SO-001873|
s|2/14/2026|14.02.2026|
s|"No budget, Bad timing"|No budget\|Bad timing|
s|Leadora 2,leadora,|Leadora,https://www.leadora.example/,|
s|29\.02\.2026|28.02.2026|
s|31\.02\.2026|28.02.2026|
s|^\(1588,Brightwell Foods AB,Henrik García,Lost,Leadora\),|\1,,,,,,,,|
s|,www.leadora.example|,https://www.leadora.example|
s|,Closed lost,|,Lost,|
s|^2027,|1001,|
s|^917204,|1002,|
s|Price to high|Price too high|
s|mid January|15.01.2026|
s|,Contract terms, payment,14.01.2026|,"Contract terms, payment",14.01.2026|
s|^lead 1204,|1204,|
s|#N/A|OfficePlan \& Co|
s|^1148,|1005,|
s|https//|https://|
s|Kонтур|Контур|
s|,trellis,|,57,|
s|^1878,.*|1878,Brightwell Interiors S.A.,Nora Moreau,Lost,Leadora,,No budget,14.01.2026,,,,,,|
s|SalesHabor|SalesHarbor|
s|,maybe,|,yes,|
s|^,Duneshore|1009,Duneshore|
s|Leedora|Leadora|
s|#REF!||
s|^1.04E+03,|1010,|
