<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- The rules of Schematron that are in a RELAX NG schema, such as tei_all.rng, as a
     stylesheet that prints a line for each one that a document breaks:

       saxon -s:tei_all.rng -xsl:schematron.xsl -o:rules.xsl
       saxon -s:document.xml -xsl:rules.xsl

     Of a pattern, the first rule counts whose context a node is, as ISO/IEC 19757-3 has
     it: a pattern is a mode, and the order of its rules is their priority. -->
<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
	xmlns:out="http://www.w3.org/1999/XSL/TransformAlias"
	xmlns:sch="http://purl.oclc.org/dsdl/schematron"
	xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xsl:namespace-alias stylesheet-prefix="out" result-prefix="xsl"/>
<xsl:output indent="yes"/>

<xsl:template match="/">
<out:stylesheet version="2.0">
	<xsl:for-each select="//sch:ns">
		<xsl:namespace name="{@prefix}" select="string(@uri)"/>
	</xsl:for-each>
	<!-- Those that the schema uses without saying so -->
	<xsl:for-each select="('tei=http://www.tei-c.org/ns/1.0',
		'teix=http://www.tei-c.org/ns/Examples', 'xs=http://www.w3.org/2001/XMLSchema',
		'rng=http://relaxng.org/ns/structure/1.0', 'math=http://www.w3.org/1998/Math/MathML',
		'sch=http://purl.oclc.org/dsdl/schematron', 'xi=http://www.w3.org/2001/XInclude',
		'svg=http://www.w3.org/2000/svg',
		'a=http://relaxng.org/ns/compatibility/annotations/1.0')">
		<xsl:namespace name="{substring-before(., '=')}" select="substring-after(., '=')"/>
	</xsl:for-each>
	<out:output method="text"/>
	<out:template match="/">
		<xsl:for-each select="//sch:pattern">
			<out:apply-templates mode="p{position()}"
				select="//node() | //@*"/>
		</xsl:for-each>
	</out:template>
	<xsl:for-each select="//sch:pattern">
		<xsl:variable name="mode" select="concat('p', position())"/>
		<out:template match="node() | @*" mode="{$mode}" priority="-1"/>
		<xsl:for-each select="sch:rule">
			<out:template match="{@context}" mode="{$mode}" priority="{1 + last() - position()}">
				<xsl:apply-templates/>
			</out:template>
		</xsl:for-each>
	</xsl:for-each>
</out:stylesheet>
</xsl:template>

<xsl:template match="sch:let">
	<out:variable name="{@name}" select="{@value}"/>
</xsl:template>

<xsl:template match="sch:assert">
	<out:if test="not({@test})"><xsl:call-template name="line"/></out:if>
</xsl:template>

<xsl:template match="sch:report">
	<out:if test="{@test}"><xsl:call-template name="line"/></out:if>
</xsl:template>

<xsl:template match="text()"/>

<!-- A line: the element, and the message of the rule. -->
<xsl:template name="line">
	<out:value-of select="concat(name(), ': ')"/>
	<out:value-of>
		<xsl:for-each select="node()">
			<xsl:choose>
				<xsl:when test="self::sch:name">
					<out:value-of select="{(@path, 'name()')[1]}"/>
				</xsl:when>
				<xsl:when test="self::sch:value-of">
					<out:value-of select="{@select}"/>
				</xsl:when>
				<xsl:otherwise>
					<out:text><xsl:value-of select="normalize-space(.)"/><xsl:text> </xsl:text></out:text>
				</xsl:otherwise>
			</xsl:choose>
		</xsl:for-each>
	</out:value-of>
	<out:value-of select="'&#10;'"/>
</xsl:template>
</xsl:stylesheet>
