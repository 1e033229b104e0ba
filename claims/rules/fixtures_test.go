package rules_test

import "strings"

// pairsText is in the layout of the published text file: licence lines, a header
// over several lines, tabs, and a deletion date that is the last day.
const pairsText = "\"Synthetic edits, no rights reserved\"\t\t\t\t\t\t\n" +
	"\t\t\t\t\t\t\n" +
	"Column1/Column2 Edits\t\t\t\t\t\t\n" +
	"Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n" +
	"\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n" +
	"\t\t\t\t*=no data\t1=allowed\t\n" +
	"\t\t\t\t\t9=not applicable\t\n" +
	"ZX001\tZX002\t*\t19960101\t*\t0\tOwn\n" +
	"ZX001\tZX003\t\t20200101\t20201231\t1\tOwn\n" +
	"ZX001\tZX003\t\t20220101\t*\t0\tOwn\n" +
	"ZX004\tZX001\t\t20190401\t20190401\t9\tOwn\n"

// pairsSheet is in the layout of the published sheet saved as CSV.
const pairsSheet = "\"Column 1\",\"Column 2\",\"*=in existence\nprior to 1996\",\"Effective\nDate\",\"Deletion\nDate\n*=no data\"," +
	"\"Modifier\n0=not allowed\n1=allowed\n9=not applicable\",PTP Edit Rationale\n" +
	"ZX001,ZX002,,1/1/2020,*,1,Own\n"

const mueText = "Synthetic edits\n" +
	"\"HCPCS/\nCPT Code\",\"Practitioner Services MUE Values\",\"MUE Adjudication Indicator\",\"MUE Rationale\"\n" +
	"ZX001,1,2 Date of Service Edit: Policy,Own\n" +
	"ZX002,12,3 Date of Service Edit: Clinical,Own\n" +
	"ZX003,0,1 Line Edit,Own\n"

const mceText = "MCE_Version\tICD_Version\tMCE_Section\tMCE_Subsection\tMCE_Edit_Type\tICD_Code_Type\tICD_Code\tICD_Desc\n" +
	"37\t10\t4\tA\tNewborn_Only\tD\tQ001\tOwn\n" +
	"37\t10\t4\tB\tPediatric_Only\tD\tQ002\tOwn\n" +
	"37\t10\t4\tC\tMaternity_Only\tD\tQ003\tOwn\n" +
	"37\t10\t5\tA\tFemale_Only\tD\tQ003\tOwn\n" +
	"37\t10\t9\t_\tPrincipal_Unacceptable\tD\tQ003\tOwn\n" +
	"37\t10\t4\tD\tAdult_Only\tD\tQ004\tOwn\n" +
	"37\t10\t5\tC\tMale_Only\tD\tQ005\tOwn\n" +
	"37\t10\t6\t_\tPrincipal_Manifestation\tD\tQ006\tOwn\n" +
	"37\t10\t8\tA\tPrincipal_Questionable_Admit\tD\tQ007\tOwn\n" +
	"37\t10\t18\t_\tWrong_Performed\tD\tQ008\tOwn\n" +
	"37\t10\t5\tB\tFemale_Only\tP\t0QA0000\tOwn\n" +
	"37\t10\t5\tD\tMale_Only\tP\t0QB0000\tOwn\n" +
	"37\t10\t11\tA\tNoncovered_Always\tP\t0QA0000\tOwn\n" +
	"37\t10\t11\tF\tNoncovered_Over60\tP\t0QC0000\tOwn\n" +
	"37\t10\t17\tA\tLimited_Coverage\tP\t0QD0000\tOwn\n" +
	"37\t10\t19\t_\tNoncovered_LOS_96hr\tP\t0QE0000\tOwn\n"

const leieText = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE\n" +
	"\"NOBODY\",\"ANN\",\"\",\"\",\"OWN\",\"OWN\",\"\",\"1234567893\",\"19600101\",\"1 OWN ST\",\"OWN\",\"ZZ\",\"00000\",\"1128a1\",\"20200319\",\"00000000\",\"00000000\",\"\"\n" +
	"\"NOBODY\",\"ANN\",\"\",\"\",\"OWN\",\"OWN\",\"\",\"1234567893\",\"19600101\",\"1 OWN ST\",\"OWN\",\"ZZ\",\"00000\",\"1128b4\",\"20210101\",\"20220101\",\"20210601\",\"ZZ\"\n" +
	"\"\",\"\",\"\",\"NO NUMBER INC\",\"OWN\",\"OWN\",\"\",\"0000000000\",\"\",\"2 OWN ST\",\"OWN\",\"ZZ\",\"00000\",\"1128a1\",\"20200319\",\"00000000\",\"00000000\",\"\"\n" +
	"\"\",\"\",\"\",\"BACK INC\",\"OWN\",\"OWN\",\"\",\"1245319599\",\"\",\"2 OWN ST\",\"OWN\",\"ZZ\",\"00000\",\"1128a1\",\"20150101\",\"20180701\",\"00000000\",\"\"\n"

const hcpcsText = "Synthetic codes\nHCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,MULT_PI,CIM1,MCM1,STATUTE,LABCERT1,XREF1,COV,ASC_GRP,OPPS,BETOS,TOS1,ANEST_BU,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n" +
	"Q9901,100,3,\"Own, one\",Own,,,,,,,,,,,,,,20200101,20200101,,N\n" +
	"Q9901,200,4,\"goes on\",,,,,,,,,,,,,,,,,,\n" +
	"Q9902,100,3,Own,Own,,,,,,,,,,,,,,20150101,20150101,20191231,D\n" +
	"QX,100,7,Own,Own,,,,,,,,,,,,,,20150101,20150101,,N\n"

const placesText = "Place of Service Code(s),Place of Service Name,Effective Date,Termination Date\n11,Office,,\n10,Own,20220101,\n96,Own,20150101,20191231\n"

const taxonomyText = "Code,Grouping,Classification,Specialization,Definition,Effective Date,Deactivation Date,Last Modified Date,Notes,Display Name,Section\n" +
	"207Q00000X,Own,Own,,,4/1/2002,,,,Own,Own\n" +
	"1223G0001X,Own,Own,,,,12/31/2010,,,Own,Own\n"

const carcText = "Code,Description,Start Date,Modified Date,Stop Date\n" +
	"1,Own,1/1/1995,,\nB7,Own,1/1/1995,9/30/2007,\n28,Own,1/1/1995,,10/16/2003\n"

// recordLine returns a line of the HCPCS contractor record.
func recordLine(code, identifier, added, terminated string) string {
	line := []byte(strings.Repeat(" ", 320))
	copy(line, code)
	copy(line[5:], "00100"+identifier+"Own text")
	copy(line[268:], added)
	copy(line[276:], added)
	copy(line[284:], terminated)
	line[292] = 'N'
	return string(line) + "\n"
}

var recordText = recordLine("Q9901", "3", "20200101", "") + recordLine("Q9901", "4", "", "") +
	recordLine("Q9902", "3", "20150101", "20191231") + recordLine("   QX", "7", "20150101", "")

const orderText = "00001 Q00     0 Own heading                                                  Own heading\n" +
	"00002 Q000    1 Own code                                                     Own code\n" +
	"00003 Q001XXA 1 Own code                                                     Own code\n"

const proceduresText = "procedure,start,end,ages,sex,places,taxonomies,modifiers,required,flags,minutes\n" +
	"ZX001,,2020-01-01,0-17 years,F,11 22,207 1223G0001X,25 LT,,needs-diagnosis,15\n" +
	"ZX001,2020-01-01,,18- years,,,,,LT RT,not-covered,\n" +
	"ZX002,,,0-28 days,M,,,,,needs-diagnosis not-covered,1440\n"

const diagnosesText = "diagnosis,start,end,ages,sex,flags\n" +
	"Q001,,2020-01-01,65 years,F,unacceptable-principal\n" +
	"Q001,2020-01-01,,,M,manifestation not-covered\n" +
	"Q002,,,,,questionable-admission\n"

const modifiersText = "modifier,start,end,meanings,procedures\n" +
	"59,,,distinct repeat,\n" +
	"XE,2015-01-01,,distinct,\n" +
	"RR,,2020-01-01,,E K0\n"

const addOnsText = "add-on,primary,start,end\nZX010,ZX001,,\nZX010,ZX002,2020-01-01,\nZX011,*,,2020-01-01\n"

const frequencyText = "procedure,start,end,most,of,per\n" +
	"ZX001,,,2,services,calendar-year\nZX001,,,20,units,365 days\nZX001,2020-01-01,,1,services,day\nZX002,,,1,services,lifetime\n"

const supportsText = "procedure,diagnosis,start,end\nZX001,E11,,\nZX001,I10,2020-01-01,\nZX002,Z9981,,\n"

const directoryText = "npi,start,end,network,name,locality,taxonomy\n" +
	"1234567893,2020-01-01,2021-01-01,in,gold,01112-05,207Q00000X\n1234567893,2021-01-01,,out,,,\n1245319599,,,in,,,\n"

const postingsText = "rule,network,business,group,carc,rarc,priority\n" +
	"ncci.pair,any,any,CO,97,,5\nncci.pair,out,any,PR,97,,5\nncci.pair,any,dental,OA,97,,5\nncci.pair,out,dental,PI,97,,5\n"

const mceAgesText = "category,ages,start,end\nNewborn_Only,0 years,,\nPediatric_Only,0-17 years,,\nMaternity_Only,12-55 years,,2018-10-01\n" +
	"Maternity_Only,9-64 years,2018-10-01,\nAdult_Only,15-124 years,,\nNoncovered_Over60,0-60 years,,\n"

// fixtures has a small table of every kind.
var fixtures = map[string]string{
	"hcpcs": hcpcsText, "hcpcs-record": recordText, "synthetic": "code,start,end,text\nZX001,,,Own\nZX002,,2020-01-01,Own\n",
	"icd10cm": "code,start,end,text\nQ000,2015-10-01,,Own\nQ001,,2020-01-01,Own\n", "icd10cm-order": orderText,
	"pos": placesText, "taxonomy": taxonomyText, "carc": carcText, "rarc": "code,start date,stop date\nN30,,\nM76,20000101,\n",
	"claim-status": "code,start date,stop date\nA1,,\nF2,,20200101\n", "procedures": proceduresText, "diagnoses": diagnosesText,
	"modifiers": modifiersText, "mce-ages": mceAgesText, "mce": mceText, "ptp-practitioner": pairsText, "ptp-hospital": pairsSheet,
	"mue-practitioner": mueText, "mue-hospital": strings.ReplaceAll(mueText, "Practitioner", "Outpatient Hospital"),
	"mue-supplier": strings.ReplaceAll(mueText, "Practitioner", "DME Supplier"), "add-ons": addOnsText, "frequency": frequencyText,
	"supports": supportsText, "leie": leieText, "directory": directoryText, "postings": postingsText,
}
